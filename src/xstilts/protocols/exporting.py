"""Turns a study's predictions into the official files of a benchmark, which its evaluator can score."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError
from xstilts.protocols.benchmark import BenchmarkEntry
from xstilts.task_types.official import official
from xstilts.task_types.task_type import Prediction, TaskType


def write(
    entry: BenchmarkEntry,
    language: str,
    *,
    to: Path,
    kind: TaskType,
    examples: Sequence[Any],
    predictions: Sequence[Prediction],
) -> Path:
    """Write one language of a task below `to`; what comes back is the file.

    `examples` are all test examples of the language and `predictions` theirs, in the same order. Raises UserError
    where they do not belong together, the benchmark does not have the language, or a prediction would score as a
    silent zero.
    """
    if language not in entry.languages:
        raise UserError(f"{entry.task}: the benchmark does not score {language!r}. It has {', '.join(entry.languages)}")
    path = entry.file(to, language)
    entry.format.write(path, official(kind).official(examples, predictions))
    return path
