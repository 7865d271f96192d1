"""Runs a Pretrained stage: fetches an encoder, or trains a tokenizer and builds an encoder for it."""

from collections.abc import Iterator
from pathlib import Path

from transformers import PreTrainedTokenizerBase

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.graph.stage import Context
from xstilts.models import checkpoint, encoders, tokenization
from xstilts.models.model import Model
from xstilts.study.data_folder import DataFolder
from xstilts.study.portions import examples
from xstilts.study.running import outputs
from xstilts.study.stages import Pretrained, TokenizerTraining


def run(stage: Pretrained, out: Path, context: Context) -> None:
    """Fill `out/checkpoint` with the encoder and its tokenizer. Raises UserError where it cannot be had."""
    if stage.architecture is None:
        model, report = checkpoint.load(
            stage.source, heads={}, revision=stage.revision, trust_remote_code=stage.trust_remote_code
        )
        outputs.write_checkpoint(out, model, heads={}, about=f"The encoder `{stage.source}`, unchanged.", report=report)
        return
    if stage.tokenizer is None:
        raise UserError("an encoder that is built from nothing needs a tokenizer: name its corpus in the study")
    tokenizer = _tokenizer(stage.tokenizer, stage.architecture.max_length, context)
    backbone = encoders.build(stage.architecture, tokenizer, seed_of(stage.seed, "weights"))
    about = f"A new {stage.architecture.family} encoder with random weights (seed {stage.seed})."
    outputs.write_checkpoint(out, Model(backbone, tokenizer), heads={}, about=about, report=None)


def _tokenizer(training: TokenizerTraining, max_length: int, context: Context) -> PreTrainedTokenizerBase:
    return tokenization.train_unigram(_texts(training, context), vocabulary=training.vocabulary, max_length=max_length)


def _texts(training: TokenizerTraining, context: Context) -> Iterator[str]:
    data = DataFolder(context.data)
    for portion in training.portions:
        for _, loaded in examples(portion, data.need(portion.task)):
            for example in loaded:
                yield from portion.type.texts(example)
