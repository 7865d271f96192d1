"""What a chart shows, as data without colours or sizes: an analysis makes it, the report draws it.

A chart's `name` is fit for a file, its `title` stands in the picture, its `caption` below it. Where marks have a colour
it stands for one of `colours`, in that order: the same list gives the same colours in all charts of a study.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from xstilts.analysis.stats import Estimate


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What all charts have."""

    name: str
    title: str = ""
    caption: str = ""
    colours: tuple[str, ...] = ()
    digits: int = 1
    """Decimals of the numbers that are shown."""

    def plain(self) -> dict[str, Any]:
        """The chart as JSON, its kind among it."""
        return {"kind": type(self).__name__, **{name: _plain(value) for name, value in asdict(self).items()}}


@dataclass(frozen=True, kw_only=True)
class IntervalMark:
    """An estimate with its interval in a row, in a colour."""

    row: str
    colour: str
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class Forest(Figure):
    """Estimates with their intervals, one below the other; `signed` ones stand around 0."""

    axis: str
    signed: bool = True
    marks: tuple[IntervalMark, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class HeatMark:
    """An estimate in a row and a column; `about` are more lines of its tooltip, name and text."""

    row: str
    column: str
    estimate: Estimate
    about: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class HeatMap(Figure):
    """Estimates by row and column, as colours around 0 with their values in them: more than 0 is better.

    `most` is the value with the strongest colour. Rows may be codes of `languages`, which are shown by their names.
    """

    most: float
    marks: tuple[HeatMark, ...] = field(repr=False)
    languages: bool = False
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PairMark:
    """Two values in a row, joined by a line; `difference` is told in the tooltip."""

    row: str
    colour: str
    start: float
    end: float
    difference: Estimate


@dataclass(frozen=True, kw_only=True)
class PairChart(Figure):
    """Two values each, the first hollow and the second filled: `ends` are their names, `between` the difference's."""

    axis: str
    ends: tuple[str, str]
    between: str
    marks: tuple[PairMark, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LineMark:
    """A line of one colour: `x` and `y` are of equal length. `part` tells lines of one colour apart (a seed)."""

    colour: str
    part: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class LineChart(Figure):
    """Lines: a faint one for every part of a colour, a strong one for their mean."""

    axes: tuple[str, str]
    marks: tuple[LineMark, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PointMark:
    """A point with a name and a colour."""

    name: str
    colour: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class PointChart(Figure):
    """Points in a plane."""

    axes: tuple[str, str]
    marks: tuple[PointMark, ...] = field(repr=False)


def _plain(value: Any) -> Any:
    """JSON has no infinity: an end of an interval that is not known is null."""
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return None if isinstance(value, float) and value in (float("inf"), float("-inf")) else value
