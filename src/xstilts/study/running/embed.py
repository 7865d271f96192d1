"""Runs an Embed stage: one pass over the distinct rows of all languages, stored by layer."""

from collections.abc import Mapping
from pathlib import Path

import torch

from xstilts.graph.stage import Context
from xstilts.models import checkpoint, limits
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import chosen_layers, pool_head
from xstilts.models.model import Model
from xstilts.study import vectors
from xstilts.study.data_folder import DataFolder
from xstilts.study.encodings import distinct, encode_limited, joined, take
from xstilts.study.stages.base import CHECKPOINT
from xstilts.study.stages.embed import Embed
from xstilts.training import predict

HEAD = "vectors"
"""The head that pools: one whose outputs are (layers, width) a row."""


def run(stage: Embed, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out` with the files of `study.vectors`. Raises UserError for a layer that the encoder has not."""
    torch.set_num_threads(context.threads)
    head = pool_head(pooling=stage.pooling, special_tokens=stage.special_tokens, layers=stage.layers)
    model, _ = checkpoint.load(inputs["parent"] / CHECKPOINT, heads={HEAD: head})
    limits.check_length(model.encoder, stage.max_length)
    rows = encode_limited(
        stage.data_slice,
        stage.limit,
        DataFolder(context.data, context.cache),
        tokenizer=model.tokenizer,
        max_length=stage.max_length,
        context=context,
    )
    embed(model, rows, out, precision=stage.precision, context=context)


def embed(model: Model, rows: Mapping[str, Encoded], out: Path, *, precision: str, context: Context) -> None:
    """Fill `out` with the vectors that the model's head HEAD makes of the rows of each language, equal rows once."""
    layers = chosen_layers(model.specs[HEAD].layer_names, model.encoder.config.num_hidden_layers)
    every = joined(rows.values())
    chosen, place = distinct(every)
    once = every if len(chosen) == len(every) else take(every, chosen)
    made = predict.outputs(model, HEAD, once, seed=0, precision=precision, context=context)
    vectors.write(out, layers=layers, vectors=made, rows=rows, place=place)
