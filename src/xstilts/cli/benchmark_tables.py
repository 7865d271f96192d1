"""How official scores, label folders, findings and exports look in a terminal."""

import re
from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.table import Table

from xstilts.protocols.labels import Built
from xstilts.protocols.scoring import BenchmarkScore, TaskScore
from xstilts.protocols.study_files import Exported


def show_score(score: BenchmarkScore, *, languages: bool) -> None:
    """Print tasks, groups and the average; with `languages` every language of every task before them."""
    console = Console()
    for task in score.tasks if languages else ():
        console.print(_by_language(task))
        console.print()
    console.print(_by_task(score))
    if score.average is None:
        lacking = [task.task for task in score.tasks if task.unlabelled] + list(score.absent)
        console.print(f"\nNo average: {', '.join(lacking)} without all predictions and labels.", highlight=False)
    for task in score.tasks:
        if task.unlabelled:
            console.print(f"{task.task}: without {' '.join(task.unlabelled)}, no official score.", highlight=False)
        for note in task.notes:
            console.print(f"{task.task}: {note}", style="dim", highlight=False, soft_wrap=True)


def _by_task(score: BenchmarkScore) -> Table:
    table = Table(box=None, pad_edge=False)
    for title, justify in (("", "left"), ("score", "right"), ("languages", "right"), ("means over languages", "left")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    for task in score.tasks:
        means = ", ".join(f"{metric} {value:.2f}" for metric, value in task.means.items())
        count = f"{len(task.languages)}" + (f" of {len(task.languages) + len(task.unlabelled)}" * bool(task.unlabelled))
        table.add_row(task.task, f"{task.score:.2f}", count, means)
    for group, value in score.groups.items():
        table.add_row(f"[bold]{group}", f"[bold]{value:.2f}", "", "mean over the group's tasks")
    if score.average is not None:
        table.add_row(f"[bold]{score.benchmark}", f"[bold]{score.average:.2f}", "", score.average_is)
    return table


def _by_language(task: TaskScore) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(task.task)
    for metric in task.means:
        table.add_column(metric, justify="right")
    for language, values in task.languages.items():
        table.add_row(language, *(f"{values[metric]:.2f}" for metric in task.means))
    return table


def show_labels(built: Iterable[Built]) -> None:
    """Print, task by task, which label files were written, with remarks, and why others were not."""
    console = Console()
    total = 0
    for task, group in groupby(built, key=lambda entry: entry.task):
        entries = list(group)
        there = [entry for entry in entries if entry.path is not None]
        total += len(there)
        named = f": {' '.join(entry.language for entry in there)}" if there else ""
        console.print(f"[bold]{task}[/] {len(there)} of {len(entries)}{named}", highlight=False)
        for alike in _alike([entry for entry in entries if entry.remark]):
            languages = " ".join(entry.language for entry in alike)
            console.print(f"  {languages}: {alike[0].remark}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{total} label files written.", highlight=False)


def _alike(entries: Iterable[Built]) -> Iterable[list[Built]]:
    """The entries whose remarks differ in nothing but the language and its files, together."""
    groups: dict[str, list[Built]] = {}
    for entry in entries:
        text = entry.remark.partition(": looked for")[0]
        groups.setdefault(re.sub(rf"\b{re.escape(entry.language)}\b", "*", text), []).append(entry)
    return groups.values()


def show_export(exported: Exported, to: str) -> None:
    """Print what was written and what the benchmark still lacks."""
    console = Console()
    console.print(
        f"{len(exported.files)} files in {to}: encoder {exported.encoder}, recipe {exported.recipe}, "
        f"seed {exported.seed}.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    for gap in exported.gaps:
        console.print(f"not official: {gap}" if gap.written else f"missing: {gap}", markup=False, highlight=False)
