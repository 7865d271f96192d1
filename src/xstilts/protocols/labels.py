"""Rebuilds a benchmark's label folder, which it does not ship, from the public files of its tasks."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from xstilts.base import plugins
from xstilts.base.errors import UserError
from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry
from xstilts.protocols.formats.base import OwnLabels
from xstilts.task_types.base import Task, find_task, load
from xstilts.task_types.official import official
from xstilts.task_types.task_type import TaskType

SPLIT = "test"


class Built(NamedTuple):
    """A label file that was written, with a remark where there is one, or (`path` None) why it could not be."""

    task: str
    language: str
    path: Path | None
    remark: str = ""


def build(benchmark: Benchmark, data: Path, to: Path) -> Iterator[Built]:
    """Write the label file of every task and language whose public test files lie below `data`, one at a time.

    Raises UserError where `data` is no folder; what is wrong with a single file becomes a remark.
    """
    if not data.is_dir():
        raise UserError(f"{data}: no such folder. Pass the one that holds the data sets with --data DIR.")
    known = plugins.names("xstilts.tasks")
    for entry in benchmark.entries:
        task = find_task(entry.task) if entry.task in known else None
        for language in entry.languages:
            try:
                yield _built(entry, task, language, data=data, to=to)
            except UserError as error:
                yield Built(entry.task, language, None, str(error))


def _built(entry: BenchmarkEntry, task: Task | None, language: str, *, data: Path, to: Path) -> Built:
    """Read, check and write one language. Raises UserError where that cannot be done."""
    if task is None:
        raise UserError(f"this package has no task {entry.task}, so it cannot read its files")
    if language not in task.languages:
        raise UserError(f"the task {entry.task} of this package does not have the language {language!r}")
    paths = task.paths(data, language, SPLIT)
    if not paths:
        raise UserError(f"no {SPLIT} file in {data}: looked for {task.expected(language, SPLIT)}")
    examples = load(task, entry.task, data, language, SPLIT)
    path = write(entry, language, to=to, kind=task.type, examples=examples)
    return Built(entry.task, language, path, _remark(paths))


def write(entry: BenchmarkEntry, language: str, *, to: Path, kind: TaskType, examples: Sequence[Any]) -> Path:
    """Write the labels of these examples as the benchmark has them below `to`; the file's path."""
    path = entry.file(to, language)
    form = entry.format
    write_labels = form.write_labels if isinstance(form, OwnLabels) else form.write
    write_labels(path, official(kind).official_gold(examples))
    return path


def _remark(paths: Sequence[Path]) -> str:
    """What to know of labels that come from treebanks: which ones make up the official test set."""
    treebanks = sorted({path.parent.name for path in paths if ".conllu" in path.suffixes})
    if not treebanks:
        return ""
    return f"converted from {', '.join(treebanks)}: official only if these are all of the language's in UD 2.5"
