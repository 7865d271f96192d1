"""Everything that runs stages, for a process to import once before it forks workers."""

from xstilts.study.running import predict, pretrained, score, tokenizer, train

__all__ = ["predict", "pretrained", "score", "tokenizer", "train"]
