"""How a plan looks in a terminal, and the same as JSON."""

from collections import defaultdict
from typing import Any

from rich.console import Console
from rich.table import Table

from xstilts.graph.plan import Plan
from xstilts.graph.stage import Stage

WORTH_TELLING = 0.5
"""Seconds from which on an estimate is shown."""


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
        "notes": list(plan.notes),
    }


def show(plan: Plan, slots: int) -> None:
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
    for note in plan.notes:
        console.print(f"Note: {note}", markup=False, highlight=False, soft_wrap=True)
    if plan.missing:
        console.print("\nA run needs a data folder (--data DIR) with these files:")
        for entry in plan.missing:
            what, _, places = entry.partition(": ")
            lines = f"  {what}\n      {places.replace(' or ', f'{chr(10)}   or ')}"
            console.print(lines, markup=False, highlight=False, soft_wrap=True)


def _stages(plan: Plan) -> Table:
    """A row for what is alike but for seed and recipe, with how many there are and what they take together."""
    groups: dict[str, list[Stage]] = defaultdict(list)
    recipes: dict[str, dict[str, None]] = defaultdict(dict)
    for stage in plan.todo:
        groups[stage.title].append(stage)
        recipes[stage.title].setdefault(stage.after)
    table = Table(box=None, pad_edge=False)
    for title, justify in (("stage", "left"), ("after", "left"), ("to run", "right"), ("estimate", "right")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for what, stages in groups.items():
        after = list(recipes[what])
        seconds = sum(plan.seconds[stage.key] for stage in stages)
        estimate = duration(seconds) if seconds >= WORTH_TELLING else ""
        table.add_row(what, after[0] if len(after) == 1 else f"{len(after)} recipes", f"{len(stages):,}", estimate)
    return table


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s"
