"""Scores a folder of official prediction files against a folder of labels: by language, task, group and benchmark."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError, at
from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry


@dataclass(frozen=True, kw_only=True)
class TaskScore:
    """A task's metrics by language and their means over languages; `score` is the mean of the official metrics' means.

    `unlabelled` are languages of the benchmark without a label file: where there is one, the means are over the others
    and stand for no official score.
    """

    task: str
    group: str
    languages: Mapping[str, Mapping[str, float]]
    means: Mapping[str, float]
    score: float
    unlabelled: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BenchmarkScore:
    """The scores of all tasks that have predictions and labels.

    `groups` has the groups of which every task is whole, `average` is there where all of them are. `absent` tasks
    lack a folder of predictions or labels.
    """

    benchmark: str
    tasks: tuple[TaskScore, ...]
    groups: Mapping[str, float]
    average: float | None
    average_is: str
    absent: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The score as JSON."""
        return asdict(self)


def score(
    benchmark: Benchmark, predictions: Path, labels: Path, *, tasks: Sequence[str] | None = None
) -> BenchmarkScore:
    """The scores that the benchmark's evaluator gives, for `tasks` or all that both folders have.

    Raises UserError where a folder is not there, no task is in both, or a language that has labels has no predictions.
    """
    for folder in (predictions, labels):
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder. It holds one folder a task: {', '.join(benchmark.tasks)}")
    entries = [benchmark.entry(task) for task in tasks] if tasks is not None else list(benchmark.entries)
    present = [entry for entry in entries if all((folder / entry.task).is_dir() for folder in (predictions, labels))]
    if not present or (tasks is not None and len(present) < len(entries)):
        wanted = ", ".join(entry.task for entry in entries if entry not in present)
        raise UserError(
            f"{predictions} and {labels}: no folder in both for {wanted}. Files lie at TASK/test-LANGUAGE.*"
        )
    _complete(present, predictions, labels)
    scored = tuple(_task(entry, predictions, labels) for entry in present)
    whole = {task.task: task.score for task in scored if not task.unlabelled}
    return BenchmarkScore(
        benchmark=benchmark.name,
        tasks=scored,
        groups=_groups(benchmark, whole),
        average=_mean(list(whole.values())) if set(whole) == set(benchmark.tasks) else None,
        average_is=benchmark.average,
        absent=tuple(entry.task for entry in benchmark.entries if entry not in present),
    )


def _complete(entries: Sequence[BenchmarkEntry], predictions: Path, labels: Path) -> None:
    """Raise UserError that names every language with labels but without predictions."""
    lacking = [
        f"{at(entry.file(predictions, language))}: no predictions for language {language!r} of {entry.task}"
        for entry in entries
        for language in entry.languages
        if entry.file(labels, language).is_file() and not entry.file(predictions, language).is_file()
    ]
    if lacking:
        hint = "The benchmark scores no task with a language missing: predict it, or leave the task's folder out."
        raise UserError("\n".join([*lacking, hint]))


def _task(entry: BenchmarkEntry, predictions: Path, labels: Path) -> TaskScore:
    labelled = [language for language in entry.languages if entry.file(labels, language).is_file()]
    if not labelled:
        raise UserError(
            f"{labels / entry.task}: no label file in it, such as {entry.file(labels, entry.languages[0]).name}"
        )
    by_language = {
        language: entry.format.score(entry.file(predictions, language), entry.file(labels, language), language)
        for language in labelled
    }
    metrics = by_language[labelled[0]]
    means = {metric: _mean([scores[metric] for scores in by_language.values()]) for metric in metrics}
    return TaskScore(
        task=entry.task,
        group=entry.group,
        languages=by_language,
        means=means,
        score=_mean([means[metric] for metric in entry.format.metrics]),
        unlabelled=tuple(language for language in entry.languages if language not in labelled),
        notes=entry.notes,
    )


def _groups(benchmark: Benchmark, whole: Mapping[str, float]) -> dict[str, float]:
    groups = dict.fromkeys(entry.group for entry in benchmark.entries)
    members = {group: [entry.task for entry in benchmark.entries if entry.group == group] for group in groups}
    return {
        group: _mean([whole[task] for task in tasks])
        for group, tasks in members.items()
        if all(task in whole for task in tasks)
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
