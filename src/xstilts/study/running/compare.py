"""Runs a Compare stage: vectors against each other, language by language. Needs neither model nor torch."""

from collections.abc import Mapping
from pathlib import Path

from xstilts.graph.stage import Context, Progress
from xstilts.models.encoded import encoded
from xstilts.study.encodings import limited
from xstilts.study.predictions import PREDICTIONS, write
from xstilts.study.stages.compare import Compare
from xstilts.study.vectors import VectorFolder
from xstilts.task_types.task_type import Prediction


def run(stage: Compare, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/predictions.parquet`: language, id and value (JSON) of every example."""
    kind = stage.data_slice.type
    folder = VectorFolder(inputs["vectors"])
    predictions: list[Prediction] = []
    total = len(stage.data_slice.languages)
    for number, (language, examples) in enumerate(limited(stage.data_slice, stage.limit, context.data), start=1):
        example, vectors = folder.of(language)
        outputs = vectors[:, 0] if kind.head.layers is None else vectors
        rows = encoded([()] * len(example), example=example.tolist())  # whose they are; their tokens are not needed
        predictions += kind.decode(examples, rows, list(outputs))
        context.progress(Progress(number, total, "languages compared"))
    write(predictions, out / PREDICTIONS)
