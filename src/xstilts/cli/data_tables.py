"""`xstilts data check`: what was counted, mended and found wrong, as tables or JSON."""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from xstilts.base.errors import UserError
from xstilts.graph.stage import Progress
from xstilts.study.datacheck import DataReport, check_data
from xstilts.study.near_duplicates import Overlap

MANY = 12
"""More languages than these are counted, not named."""
WORTH_SHOWING = 0.01
"""Overlaps of a smaller share of the evaluation texts are counted in the terminal, not shown."""


def check(data: Path | None, tasks: Sequence[str] | None = None, *, quiet: bool) -> DataReport:
    """Read all files of the tasks (None: every task) below `data`, with a progress bar on a terminal.

    Raises UserError where there is no folder, no such task, or no file of it.
    """
    if data is None:
        raise UserError("no data folder given. Pass it with --data DIR or set XSTILTS_DATA.")
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        shown = bar.add_task("reading", total=None)

        def tell(progress: Progress) -> None:
            bar.update(shown, total=progress.total, completed=progress.done, description=progress.note or "reading")

        return check_data(data, tasks, progress=tell, processes=min(2, len(os.sched_getaffinity(0))))


def as_json(report: DataReport) -> dict[str, Any]:
    """The report for a machine."""
    return asdict(report)


def show(report: DataReport) -> None:
    """Print the report for a person: rows, repairs, what is absent, overlaps, mistakes."""
    console = Console()
    console.print(_counts(report))
    if report.overlaps:
        console.print(
            "\nEvaluation text that other text has too, case and punctuation folded. Near: most of the shorter text is "
            "in the longer one. Ids: of examples. Translations cannot be found by their text."
        )
        groups = _grouped(report)
        shown = {key: numbers for key, numbers in groups.items() if max(numbers[1:4]) >= WORTH_SHOWING * numbers[4]}
        console.print(_overlaps(shown))
        console.print(f"{len(groups) - len(shown)} overlaps of less than 1 % are not shown; --json has them all.")
    listed = sum(entry.listed for entry in report.fingerprints)
    rows = sum(count.rows for count in report.counts)
    console.print(
        f"\n{len(report.fingerprints):,} files, {rows:,} rows; {listed:,} checksums compared with index.json. "
        f"{len(report.mistakes)} mistakes."
    )
    for mistake in report.mistakes:
        console.print(f"✗ {mistake}", style="red", markup=False, highlight=False)


def _counts(report: DataReport) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("task", "split", "rows", "languages", "absent", "mended by the reader"):
        table.add_column(title, justify="right" if title == "rows" else "left", overflow="fold")
    absent = {(entry.task, entry.split): entry.languages for entry in report.absent}
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for count in report.counts:
        groups[count.task, count.split].append(count)
    for key in sorted(groups.keys() | absent.keys()):
        counts = groups.get(key, [])
        repairs: dict[str, int] = defaultdict(int)
        for count in counts:
            for what, number in count.repairs:
                repairs[what] += number
        mended = "; ".join(f"{what}: {number:,}" for what, number in repairs.items())
        rows = f"{sum(count.rows for count in counts):,}"
        table.add_row(*key, rows, _named([c.language for c in counts]), _named(absent.get(key, ())), mended)
    return table


def _named(languages: Any) -> str:
    names = list(languages)
    return " ".join(names) if len(names) <= MANY else f"{len(names)} languages"


def _grouped(report: DataReport) -> dict[tuple[str, str, str], tuple[str, int, int, int, int]]:
    """By text, evaluation task and split: languages, texts that are the same, near ones, ids, all texts."""
    groups: dict[tuple[str, str, str], list[Overlap]] = defaultdict(list)
    for overlap in report.overlaps:
        groups[overlap.train, overlap.task, overlap.split].append(overlap)
    return {
        key: (
            _named([o.language for o in found]),
            sum(o.texts for o in found),
            sum(o.near for o in found),
            sum(o.ids for o in found),
            sum(o.total for o in found),
        )
        for key, found in groups.items()
    }


def _overlaps(groups: dict[tuple[str, str, str], tuple[str, int, int, int, int]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("text of", "is in", "split", "languages", "same", "near", "ids", "of"):
        table.add_column(title, justify="right" if title in ("same", "near", "ids", "of") else "left", overflow="fold")
    for key, (languages, *numbers) in groups.items():
        table.add_row(*key, languages, *(f"{number:,}" for number in numbers))
    return table
