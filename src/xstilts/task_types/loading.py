"""From a task's name to the task, and from a task to its examples, checked one by one."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from xstilts.base import plugins
from xstilts.base.errors import UserError, at, unknown
from xstilts.base.strict_json import NO_TEXT
from xstilts.task_types.base import Repair, Task

MANY = 6
"""Answers of a file that are not all the same by chance."""
MODULES = "xstilts.tasks"
"""The package whose modules are tasks, and the group of entry points that add some."""


def read(task: Task, name: str, data: Path, language: str, split: str) -> Iterator[tuple[str, Any]]:
    """Place and example, or Repair, of every row of a language and split, checked by the task's type.

    Raises UserError where the split or the language is unknown, its files are missing, a row is malformed or holds
    what is no text, an id comes twice, nothing is left, or the gold of a file is the same everywhere.
    """
    if split not in task.splits:
        raise UserError(f"{name}: {unknown('split', split, task.splits)}")
    if language not in task.languages:
        raise UserError(f"{name}: {unknown('language', language, task.languages)}")
    places: dict[str, str] = {}
    gold: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for place, entry in _entries(task, name, data, language, split):
        if not isinstance(entry, Repair):
            problem = task.type.check(entry) or _no_text((entry.id, *task.type.texts(entry)))
            problem = problem or (None if entry.id.strip() else "an empty id. Every row needs its own.")
            if problem:
                raise UserError(f"{place}: {problem}")
            if entry.id in places:
                raise UserError(f"{place}: id {entry.id!r} comes twice, first at {places[entry.id]}. Ids are unique.")
            places[entry.id] = place
            if task.made is None:
                gold[place.rpartition(":")[0]].update(task.type.gold(entry))
        yield place, entry
    for place, answers in gold.items():
        _check_gold(place, answers)
    if not places:
        place = at(next(iter(task.paths(data, language, split)), name))
        raise UserError(f"{place}: no example in it, expected at least one {split} row of {name} ({language})")


def _no_text(texts: Sequence[str]) -> str | None:
    """What is wrong with texts that hold NUL or half a character, whatever format they come from."""
    odd = next((text for text in texts if NO_TEXT.search(text)), None)
    return None if odd is None else f"NUL or half a character in {ascii(odd)[:80]}. Mend the row."


def _check_gold(place: str, answers: Counter[Hashable]) -> None:
    """Raise UserError where many answers are all the same: they are placeholders, on which no score means anything."""
    if len(answers) == 1 and answers.total() >= MANY:
        ((answer, count),) = answers.items()
        raise UserError(
            f"{place}: the gold answer is {answer!r:.80} all of {count} times, so it tells nothing: labels of test "
            "sets are often withheld like that. Get the file with its labels, or leave it out."
        )


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
    return task_in(plugins.find(MODULES, name, "task"))


def task_in(module: ModuleType) -> Task:
    """The task that a module declares. Raises UserError where it declares none."""
    task = getattr(module, "TASK", None)
    if not isinstance(task, Task):
        raise UserError(f"{module.__file__}: defines no TASK. Declare `TASK = Task(type=..., languages=..., ...)`.")
    return task
