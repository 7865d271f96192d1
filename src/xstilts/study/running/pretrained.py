"""Runs a Pretrained stage: fetches an encoder, or builds a new one for a trained tokenizer."""

from pathlib import Path

from transformers import PreTrainedTokenizerFast

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.graph.stage import Context
from xstilts.models import checkpoint, encoders
from xstilts.models.model import Model
from xstilts.study.running import outputs
from xstilts.study.stages import Pretrained


def run(stage: Pretrained, tokenizer: Path | None, out: Path, context: Context) -> None:
    """Fill `out/checkpoint` with the encoder and its tokenizer. Raises UserError where it cannot be had."""
    if stage.architecture is None:
        model, report = checkpoint.load(
            stage.source, heads={}, revision=stage.revision, trust_remote_code=stage.trust_remote_code
        )
        outputs.write_checkpoint(out, model, heads={}, about=f"The encoder `{stage.source}`, unchanged.", report=report)
        return
    if tokenizer is None:
        raise UserError("an encoder that is built from nothing needs a tokenizer: name its corpus in the study")
    pieces = PreTrainedTokenizerFast.from_pretrained(tokenizer)
    backbone = encoders.build(stage.architecture, pieces, seed_of(stage.seed, "weights"))
    about = f"A new {stage.architecture.family} encoder with random weights (seed {stage.seed})."
    outputs.write_checkpoint(out, Model(backbone, pieces), heads={}, about=about, report=None)
