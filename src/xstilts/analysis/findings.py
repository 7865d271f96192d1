"""What an analysis finds, as data: the page, the exports and Python show any finding without knowing its analysis."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xstilts.analysis.figures import Figure
from xstilts.analysis.stats import Estimate
from xstilts.analysis.verdict import Verdict
from xstilts.metrics.metric import Metric


@dataclass(frozen=True, kw_only=True)
class TableCell:
    """One cell: text, a number, or an estimate, which is shown with its interval.

    `metric` gives a number its digits. A `signed` one is a difference of which more than 0 is better: it is shown
    with its sign and, in a matrix, coloured by its size. `note` stands below; without a value, it says why.
    """

    value: Estimate | float | str | None = None
    metric: Metric | None = None
    signed: bool = False
    note: str = ""
    unit: str = ""

    def plain(self) -> dict[str, Any]:
        """The cell as JSON."""
        value = self.value.plain() if isinstance(self.value, Estimate) else self.value
        return {"value": value, "metric": self.metric.name if self.metric else None, "note": self.note}


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells under names of columns; the first cell of a row names it. A `matrix` colours its differences.

    Rows of `faint` indices stand apart, such as the baseline that the others are compared with.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...] = field(repr=False)
    title: str = ""
    matrix: bool = False
    faint: frozenset[int] = frozenset()

    def plain(self) -> dict[str, Any]:
        """The table as JSON."""
        rows = [[cell.plain() for cell in row] for row in self.rows]
        return {"caption": self.caption, "title": self.title, "columns": list(self.columns), "rows": rows}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What came of one question: a title, one sentence, and what it rests on.

    `name` is fit for an address in the page and for files. `notes` are further sentences below tables and charts,
    `warnings` what a reader of the whole study must know: they stand among the study's warnings as well.
    """

    name: str
    title: str
    sentence: str = ""
    verdicts: tuple[Verdict, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "sentence": self.sentence,
            "verdicts": [verdict.plain() for verdict in self.verdicts],
            "tables": [table.plain() for table in self.tables],
            "charts": [chart.plain() for chart in self.charts],
            "notes": list(self.notes),
            "warnings": list(self.warnings),
        }


def verdict_finding(verdicts: Sequence[Verdict]) -> Finding:
    """The study's own claims and what became of them."""
    if not verdicts:
        nothing = "This study names no contrasts, so there is no verdict. Add contrasts to the study file to get one."
        return Finding(name="verdict", title="Verdict", notes=(nothing,))
    note = (
        "Shaded in each bar: differences too small to matter. The interval is the wider of a bootstrap over seeds and "
        "items and a t interval over seeds, corrected for the number of contrasts by Holm’s method. It speaks of new "
        "seeds and new items of these tasks and languages."
    )
    return Finding(name="verdict", title="Verdict", verdicts=tuple(verdicts), notes=(note,))
