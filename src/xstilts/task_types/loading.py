"""From a task's name to the task, and from a task to its examples, checked one by one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from xstilts.base import plugins
from xstilts.base.errors import UserError, at, unknown
from xstilts.task_types.base import Repair, Task


def read(task: Task, name: str, data: Path, language: str, split: str) -> Iterator[tuple[str, Any]]:
    """Place and example, or Repair, of every row of a language and split, checked by the task's type.

    Raises UserError where the split or the language is unknown, its files are missing, a row is malformed, an id
    comes twice or nothing is left.
    """
    if split not in task.splits:
        raise UserError(f"{name}: {unknown('split', split, task.splits)}")
    if language not in task.languages:
        raise UserError(f"{name}: {unknown('language', language, task.languages)}")
    places: dict[str, str] = {}
    for place, entry in _entries(task, name, data, language, split):
        if not isinstance(entry, Repair):
            problem = task.type.check(entry)
            if problem:
                raise UserError(f"{place}: {problem}")
            if entry.id in places:
                raise UserError(f"{place}: id {entry.id!r} comes twice, first at {places[entry.id]}. Ids are unique.")
            places[entry.id] = place
        yield place, entry
    if not places:
        place = at(next(iter(task.paths(data, language, split)), name))
        raise UserError(f"{place}: no example in it, expected at least one {split} row of {name} ({language})")


def _entries(task: Task, name: str, data: Path, language: str, split: str) -> Iterable[tuple[str, Any]]:
    """Place and entry of every row, made or read. Raises UserError where files are missing."""
    if task.made:
        return task.made.examples(language, split)
    paths = task.paths(data, language, split)
    if not paths:
        raise UserError(
            f"{name}: no {split} file for language {language!r} in {data}: looked for {task.expected(language, split)} "
            "(plain, .gz, .xz or .bz2). Pass the folder that holds it with --data, or leave the language out."
        )
    reader = task.hub.read if task.hub and paths[0].suffix == ".parquet" else task.read
    return reader(paths, language, split)


def load(task: Task, name: str, data: Path, language: str, split: str) -> list[Any]:
    """All examples of a language and split. Raises UserError as `read` does."""
    return [entry for _, entry in read(task, name, data, language, split) if not isinstance(entry, Repair)]


def find_task(name: str) -> Task:
    """The task `name`: a module of xstilts.tasks, an entry point, or a path to a file with a TASK of its own."""
    module = plugins.find("xstilts.tasks", name, "task")
    task = getattr(module, "TASK", None)
    if not isinstance(task, Task):
        raise UserError(f"{module.__file__}: defines no TASK. Declare `TASK = Task(type=..., languages=..., ...)`.")
    return task
