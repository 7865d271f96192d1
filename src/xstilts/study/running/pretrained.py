"""Runs a Pretrained stage: fetches an encoder, or builds a new one for a trained tokenizer."""

from collections.abc import Mapping
from pathlib import Path

from transformers import PreTrainedModel, PreTrainedTokenizerFast

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.graph.stage import Context
from xstilts.models import aligned_embeddings, checkpoint, encoders, limits
from xstilts.models.model import Model
from xstilts.study.data_slice import examples
from xstilts.study.model_folder import write_model
from xstilts.study.stages.pretrained import Pretrained


def run(stage: Pretrained, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/checkpoint` with the encoder and its tokenizer. Raises UserError where it cannot be had."""
    if stage.architecture is None:
        model, report = checkpoint.load(
            stage.source, heads={}, revision=stage.revision, trust_remote_code=stage.trust_remote_code
        )
        limits.check_vocabulary(model.encoder, model.tokenizer, stage.source)
        at = f"`{stage.source}`" + (f" at commit `{stage.revision}`" if stage.revision else "")
        write_model(out, model, heads={}, about=f"The encoder {at}, unchanged.", report=report)
        return
    if stage.tokenizer is None:
        raise UserError("an encoder that is built from nothing needs a tokenizer: name its corpus in the study")
    pieces = PreTrainedTokenizerFast.from_pretrained(inputs["tokenizer"])
    backbone = encoders.build(stage.architecture, pieces, seed_of(stage.seed, "weights"))
    if stage.aligned:
        _align(stage, backbone, pieces, context)
    about = f"A new {stage.architecture.family} encoder with random weights (seed {stage.seed})."
    write_model(out, Model(backbone, pieces), heads={}, about=about, report=None)


def _align(stage: Pretrained, backbone: PreTrainedModel, pieces: PreTrainedTokenizerFast, context: Context) -> None:
    """Give the new encoder embeddings from the stage's translations. Raises UserError where there are none."""
    pairs = [
        (example.text, example.translation)
        for data_slice in stage.aligned
        for _, loaded in examples(data_slice, context.data)
        for example in loaded
        if getattr(example, "translation", None)
    ]
    if not pairs:
        names = ", ".join(data_slice.task for data_slice in stage.aligned)
        raise UserError(
            f"aligned: {names} has no translations in it: name a corpus of parallel text, such as `parallel`"
        )
    source, target = (
        pieces(list(side), add_special_tokens=False, return_attention_mask=False, verbose=False)["input_ids"]
        for side in zip(*pairs, strict=True)
    )
    width = backbone.get_input_embeddings().embedding_dim
    vectors = aligned_embeddings.aligned_embeddings(source, target, vocabulary=len(pieces), width=width)
    aligned_embeddings.place(vectors, backbone.get_input_embeddings())
