"""Everything that runs stages, for a process to import once before it forks workers."""

from xstilts.study.running import overlaps, predict, pretrained, score, tokenizer, train

__all__ = ["overlaps", "predict", "pretrained", "score", "tokenizer", "train"]
