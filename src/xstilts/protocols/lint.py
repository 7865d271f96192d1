"""Looks through a folder of official prediction files for all that the evaluator would stop at or score as zero."""

import re
from collections.abc import Iterator
from pathlib import Path

from xstilts.base.errors import UserError, nearest
from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry
from xstilts.protocols.formats.base import LintFinding


def lint(
    benchmark: Benchmark, predictions: Path, labels: Path | None = None, *, partial: bool = False
) -> list[LintFinding]:
    """Everything that is wrong, in the order of the benchmark's tasks and languages.

    With `labels`, numbers of lines and ids are compared as well; `partial` predictions may lack the tasks and the
    languages that have no labels. Raises UserError where a folder is not there or a label file cannot be read.
    """
    if partial and labels is None:
        raise UserError("partial predictions are held against labels, which say what belongs to them: give --labels.")
    for folder in filter(None, (predictions, labels)):
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder. It holds one folder a task: {', '.join(benchmark.tasks)}")
    asked = labels if partial else None
    findings = list(_folders(benchmark, predictions, asked))
    for entry in benchmark.entries:
        if (predictions / entry.task).is_dir():
            findings += _strangers(entry, predictions)
            findings += _task(entry, predictions, labels, asked)
    return findings


def _folders(benchmark: Benchmark, predictions: Path, asked: Path | None) -> Iterator[LintFinding]:
    """Tasks that have no folder, and folders that are no task."""
    for path in sorted(predictions.iterdir()):
        if path.name not in benchmark.tasks and not path.name.startswith("."):
            yield LintFinding(
                path, 0, f"no task of {benchmark.name}: it is not looked at{_hint(path.name, benchmark.tasks)}"
            )
    wanted = [task for task in benchmark.tasks if asked is None or (asked / task).is_dir()]
    absent = [task for task in wanted if not (predictions / task).is_dir()]
    if absent:
        yield LintFinding(
            predictions, 0, f"no folder for {', '.join(absent)}: without it there is no average over all tasks"
        )


def _strangers(entry: BenchmarkEntry, predictions: Path) -> Iterator[LintFinding]:
    """Files in a task's folder that the evaluator does not look at."""
    names = [entry.file(predictions, language).name for language in entry.languages]
    for path in sorted((predictions / entry.task).iterdir()):
        if path.name not in names and not path.name.startswith("."):
            yield LintFinding(path, 0, f"no file of {entry.task}: it is not looked at{_hint(path.name, names)}")


def _task(entry: BenchmarkEntry, predictions: Path, labels: Path | None, asked: Path | None) -> Iterator[LintFinding]:
    """What is wrong with each language's file. Only languages that `asked` has are missed, all without it."""
    for language in entry.languages:
        path = entry.file(predictions, language)
        if not path.is_file():
            if asked is None or entry.file(asked, language).is_file():
                yield LintFinding(path, 0, f"no such file: without {language!r} the whole task has no score")
            continue
        gold = entry.file(labels, language) if labels else None
        yield from _file(entry, path, gold if gold and gold.is_file() else None, language)


def _file(entry: BenchmarkEntry, path: Path, labels: Path | None, language: str) -> Iterator[LintFinding]:
    """What the format finds; a file that cannot be read at all is a finding as well."""
    try:
        yield from entry.format.lint(path, labels, language)
    except UserError as error:
        located = re.fullmatch(rf"{re.escape(str(path))}(?::(\d+))?(?::\d+)?: (.*)", str(error), re.DOTALL)
        if located is None:
            raise
        yield LintFinding(path, int(located[1] or 0), located[2])


def _hint(name: str, known: tuple[str, ...] | list[str]) -> str:
    return f". Did you mean {near!r}?" if (near := nearest(name, known)) else ""
