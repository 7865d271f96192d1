"""How plans and tasks look in a terminal, and the same as JSON."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from xstilts.base import plugins
from xstilts.graph.plan import Plan
from xstilts.graph.stage import Stage
from xstilts.study.stages import Predict
from xstilts.task_types.base import Task, find_task

WORTH_TELLING = 0.5
"""Seconds from which on an estimate is shown."""
WIDE = 100
"""Columns of a terminal that has room for licences."""
MANY = 12
"""More absent languages than these are counted, not named; --json names them all."""


def plan_json(plan: Plan, slots: int) -> dict[str, Any]:
    """The plan for a machine."""
    return {
        "done": [{"key": stage.key, "label": stage.label} for stage in plan.done],
        "todo": [
            {"key": stage.key, "label": stage.label, "seconds": round(plan.seconds[stage.key], 1)}
            for stage in plan.todo
        ],
        "work_flop": plan.work,
        "seconds": round(plan.total_seconds, 1),
        "wall_seconds": round(plan.wall_seconds(slots), 1),
        "learned_from_finished_stages": plan.learned,
        "missing": list(plan.missing),
    }


def plan(plan: Plan, slots: int) -> None:
    """Print what will run, stages of a kind together."""
    console = Console()
    if plan.todo:
        console.print(_stages(plan))
    basis = "measured on finished stages" if plan.learned else "a guess until stages of each kind have finished here"
    console.print(
        f"\n{len(plan.todo)} stages to run, {len(plan.done)} done, {plan.work:.2g} floating-point operations."
    )
    if plan.todo:
        console.print(f"About {duration(plan.wall_seconds(slots))} with {slots} at a time ({basis}).")
    if plan.missing:
        console.print("\nA run needs a data folder (--data DIR) with these files:")
        for entry in plan.missing:
            what, _, places = entry.partition(": ")
            told = f"  {what}\n      {places.replace(' or ', f'{chr(10)}   or ')}"
            console.print(told, markup=False, highlight=False, soft_wrap=True)


def _stages(plan: Plan) -> Table:
    """A row for what is alike but for seed and recipe, with how many there are and what they take together."""
    groups: dict[str, list[Stage]] = defaultdict(list)
    recipes: dict[str, dict[str, None]] = defaultdict(dict)
    for stage in plan.todo:
        what, _, recipe = stage.label.partition(" (seed")[0].partition(" after ")
        if isinstance(stage, Predict):
            count = len(stage.data_slice.languages)
            what += f" in {count} language{'s' * (count != 1)}"
        groups[what].append(stage)
        recipes[what].setdefault(recipe)
    table = Table(box=None, pad_edge=False)
    for title, justify in (("stage", "left"), ("after", "left"), ("to run", "right"), ("estimate", "right")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for what, stages in groups.items():
        after = list(recipes[what])
        seconds = sum(plan.seconds[stage.key] for stage in stages)
        told = duration(seconds) if seconds >= WORTH_TELLING else ""
        table.add_row(what, after[0] if len(after) == 1 else f"{len(after)} recipes", f"{len(stages):,}", told)
    return table


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s"


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
                "here": {split: list(task.languages_of(data, split)) for split in task.splits} if data else {},
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


def _missing(task: Task, data: Path, split: str) -> list[str]:
    """The languages that the split may have and that have no file of it below `data`.

    Training data are asked for in the one language that is trained on: others may have none anywhere.
    """
    here = task.languages_of(data, split)
    asked = (task.train_language,) if split == "train" and task.train_language in task.languages else task.languages
    return [language for language in asked if language not in here and task.expected(language, split)]


def tasks(rows: list[dict[str, Any]]) -> None:
    """Print the tasks as a table, and below it what the data folder does not have of them and how to get it."""
    console = Console()
    table = Table(box=None, pad_edge=False)
    for title in ("task", "type", "languages", "here", "about"):
        table.add_column(title, overflow="fold", no_wrap=title in ("task", "type"))
    if console.width >= WIDE:
        table.add_column("licence", overflow="fold")
    for row in rows:
        here = ", ".join(f"{split} {len(found)}" for split, found in row["here"].items() if found)
        told = (row["task"], row["type"], str(len(row["languages"])), here or "–", row["about"], row["licence"])
        table.add_row(*told[: len(table.columns)])
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
    told = [f"no {', '.join(whole)} here"] if whole else []
    return "; ".join([*told, *(f"{', '.join(splits)}: {which}" for which, splits in partly.items())])


def _fetched(row: dict[str, Any]) -> str:
    """How to get a task's copy from the hub, where it has one with some of what is absent."""
    if not row["hub"] or not any(row["absent"].get(split) for split in row["hub"]["splits"]):
        return ""
    revision = "" if row["hub"]["revision"] else " --revision COMMIT"
    return f"`xstilts data fetch {row['task']}{revision}` gets {row['hub']['dataset']} from the hub. "
