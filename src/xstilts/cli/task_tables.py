"""How the list of tasks looks in a terminal, and the same as JSON."""

from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from xstilts.base import plugins
from xstilts.base.errors import UserError
from xstilts.task_types.base import Task, find_task

WIDE = 100
"""Columns of a terminal that has room for licences."""
MANY = 12
"""More absent languages than these are counted, not named; --json names them all."""


def task_rows(data: Path | None) -> list[dict[str, Any]]:
    """Every task: type, languages, which of them the data folder has and has not of every split, licence, citation."""
    rows = []
    for name in plugins.names("xstilts.tasks"):
        task = find_task(name)
        rows.append(
            {
                "task": name,
                "type": type(task.type).__name__,
                "about": task.about,
                "languages": list(task.languages),
                "made": task.made is not None,
                "hub": _hub(task),
                "here": {split: _here(task, data, split) for split in task.splits} if data else {},
                "absent": {split: _missing(task, data, split) for split in task.splits} if data else {},
                "headline": task.headline,
                "licence": task.licence,
                "cite": task.cite,
                "notes": list(task.notes),
            }
        )
    return rows


def _hub(task: Task) -> dict[str, Any] | None:
    if task.hub is None:
        return None
    return {"dataset": task.hub.dataset, "revision": task.hub.revision, "splits": list(task.hub.files)}


def _here(task: Task, data: Path, split: str) -> list[str]:
    """The languages that can be read below `data`. One whose files lack the other side they are read beside cannot be:
    a study that asks for it says so.
    """
    found = []
    for language in task.languages:
        with suppress(UserError):
            if task.made or task.paths(data, language, split):
                found.append(language)
    return found


def _missing(task: Task, data: Path, split: str) -> list[str]:
    """The languages that the split may have and that have no file of it below `data`.

    Training data are asked for in the one language that is trained on: others may have none anywhere.
    """
    here = _here(task, data, split)
    asked = (task.train_language,) if split == "train" and task.train_language in task.languages else task.languages
    return [language for language in asked if language not in here and task.expected(language, split)]


def show(rows: list[dict[str, Any]]) -> None:
    """Print the tasks as a table, and below it what the data folder does not have of them and how to get it."""
    console = Console()
    table = Table(box=None, pad_edge=False)
    for title in ("task", "type", "languages", "here", "about"):
        table.add_column(title, overflow="fold", no_wrap=title in ("task", "type"))
    if console.width >= WIDE:
        table.add_column("licence", overflow="fold")
    for row in rows:
        here = ", ".join(f"{split} {len(found)}" for split, found in row["here"].items() if found)
        cells = (row["task"], row["type"], str(len(row["languages"])), here or "–", row["about"], row["licence"])
        table.add_row(*cells[: len(table.columns)])
    console.print(table)
    for row in rows:
        if absent := _absent(row):
            told_all = f"{row['task']}: {absent}. {_fetched(row)}{' '.join(row['notes'])}"
            console.print(told_all, style="dim", markup=False, highlight=False)


def _absent(row: dict[str, Any]) -> str:
    """`no train here; dev, test: 11 of 15 languages (missing: el, th, ur, vi)`, or nothing where all is there."""
    whole = [split for split, found in row["here"].items() if not found]
    partly: dict[str, list[str]] = defaultdict(list)
    for split, absent in row["absent"].items():
        if absent and split not in whole:
            count = len(row["here"][split])
            more = f" and {len(absent) - MANY} more" if len(absent) > MANY else ""
            missing = f"{', '.join(absent[:MANY])}{more}"
            partly[f"{count} of {count + len(absent)} languages (missing: {missing})"].append(split)
    parts = [f"no {', '.join(whole)} here"] if whole else []
    return "; ".join([*parts, *(f"{', '.join(splits)}: {which}" for which, splits in partly.items())])


def _fetched(row: dict[str, Any]) -> str:
    """How to get a task's copy from the hub, where it has one with some of what is absent."""
    if not row["hub"] or not any(row["absent"].get(split) for split in row["hub"]["splits"]):
        return ""
    revision = "" if row["hub"]["revision"] else " --revision COMMIT"
    return f"`xstilts data fetch {row['task']}{revision}` gets {row['hub']['dataset']} from the hub. "
