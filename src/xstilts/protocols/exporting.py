"""Turns a study's predictions into the official files of a benchmark, which its evaluator can score."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError
from xstilts.protocols.benchmark import BenchmarkEntry
from xstilts.task_types.bitext_mining import BitextMining
from xstilts.task_types.ranking import PoolRanking
from xstilts.task_types.retrieval import SentenceRetrieval
from xstilts.task_types.span_qa import SpanQA
from xstilts.task_types.task_type import Prediction, TaskType, pairs


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
    entry.format.write(path, official(kind, examples, predictions))
    return path


def official(kind: TaskType, examples: Sequence[Any], predictions: Sequence[Prediction]) -> Any:
    """The predictions as the task's official format takes them. Raises UserError where an example has none."""
    both = list(pairs(examples, predictions))
    if isinstance(kind, SpanQA):
        return {example.id: prediction.value for example, prediction in both}
    if isinstance(kind, PoolRanking):
        return {example.id: prediction.value for example, prediction in both if not example.candidate}
    if isinstance(kind, SentenceRetrieval):
        return _lines(examples, predictions)
    if isinstance(kind, BitextMining):
        mined = [(example, prediction.value) for example, prediction in both if not example.tuning]
        return [(example.id, partner) for example, partner in mined if partner is not None]
    return [prediction.value for _, prediction in both]


def _lines(examples: Sequence[Any], predictions: Sequence[Prediction]) -> list[int]:
    """For every English sentence, sorted by code point as the benchmark has them, the line of the sentence found."""
    line = {example.id: number for number, example in enumerate(examples)}
    order = sorted(range(len(examples)), key=lambda number: str(examples[number].translation))
    return [line[predictions[number].value["plain"]] for number in order]
