"""Runs a Predict stage: one pass over the rows of all languages, decoded language by language into one table."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.graph.stage import Context
from xstilts.models import checkpoint, limits
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.study.data_folder import DataFolder
from xstilts.study.encodings import distinct, encode_limited, joined, limited, take
from xstilts.study.predictions import PREDICTIONS, write
from xstilts.study.stages.base import CHECKPOINT
from xstilts.study.stages.predict import Predict
from xstilts.task_types.task_type import Prediction
from xstilts.training import predict


def run(stage: Predict, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/predictions.parquet`: language, id, value (JSON) and confidence of every example."""
    torch.set_num_threads(context.threads)
    kind = stage.data_slice.type
    model, _ = checkpoint.load(inputs["parent"] / CHECKPOINT, heads={stage.head: kind.head})
    limits.check_length(model.encoder, stage.max_length)
    encoded = encode_limited(
        stage.data_slice,
        stage.limit,
        DataFolder(context.data, context.cache),
        tokenizer=model.tokenizer,
        max_length=stage.max_length,
        context=context,
    )
    found = outputs_once(model, stage, joined(encoded.values()), context)
    gold = limited(stage.data_slice, stage.limit, context.data)
    predictions: list[Prediction] = []
    start = 0
    for (_, loaded), rows in zip(gold, encoded.values(), strict=True):
        predictions += kind.decode(loaded, rows, found[start : start + len(rows)])
        start += len(rows)
    write(predictions, out / PREDICTIONS)


def outputs_once(model: Model, stage: Predict, rows: Encoded, context: Context) -> list[NDArray[np.float32]]:
    """The head's output for every row. Equal rows, of whatever language, are read once and have one output.

    So a text that comes in several languages is not read anew for each of them. A head that hides tokens hides others
    in every row: for it no two are equal.
    """
    chosen, place = np.arange(len(rows)), np.arange(len(rows))
    if not model.head(stage.head).draws:
        chosen, place = distinct(rows)
    once = rows if len(chosen) == len(rows) else take(rows, chosen)
    found = predict.outputs(model, stage.head, once, seed=0, precision=stage.precision, context=context)
    return [found[index] for index in place]
