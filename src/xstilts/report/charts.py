"""The report's charts: from what an analysis says that a chart shows to Altair and Vega-Lite.

A chart names no colours of its own: they come from LIGHT or DARK, so that one chart suits page, print and paper.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import altair as alt

from xstilts.analysis.contrast import signed
from xstilts.analysis.figures import Figure, Forest, HeatMap, LineChart, LineMark, PairChart, PointChart
from xstilts.analysis.stats import Estimate
from xstilts.report.languages import language

WIDTH = 640
MOST_POINTS = 200
GAP = alt.Scale(paddingInner=0.06, paddingOuter=0)
# A language's own name stands on the left and its code on the right: no text mixes two scripts.
OWN, CODE = "split(datum.label, ' · ')[0]", "split(datum.label, ' · ')[1] || ''"
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+')"


def draw(figure: Figure) -> alt.TopLevelMixin:
    """The chart of its kind."""
    return DRAWN[type(figure)](figure)


def span(estimate: Estimate, digits: int = 1, *, sign: bool = True) -> str:
    """The interval in words, as in tooltips and tables."""
    if not estimate.bounded:
        return "no interval (one seed)"
    low, high = estimate.low, estimate.high
    return f"{signed(low, digits)} to {signed(high, digits)}" if sign else f"{low:.{digits}f} to {high:.{digits}f}"


def forest(figure: Forest) -> alt.LayerChart:
    """A mark with its interval for every row and colour, around 0 where they are differences."""
    values = [
        {
            "row": mark.row,
            "colour": mark.colour,
            "value": mark.estimate.value,
            "low": mark.estimate.low if mark.estimate.bounded else None,
            "high": mark.estimate.high if mark.estimate.bounded else None,
            "interval": span(mark.estimate, figure.digits, sign=figure.signed),
            "seeds": len(mark.estimate.seeds),
        }
        for mark in figure.marks
    ]
    shown = ("+" if figure.signed else "") + f".{figure.digits + 1}f"
    base = _rows(figure, values).encode(
        tooltip=[
            *_texts(row="row", colour="recipe"),
            alt.Tooltip("value:Q", title="value", format=shown),
            *_texts(interval="95 % interval"),
            alt.Tooltip("seeds:Q", title="seeds"),
        ]
    )
    axis = alt.Axis(labelExpr=SIGNED, tickCount=6) if figure.signed else alt.Axis(tickCount=6)
    points = alt.X("value:Q", title=figure.axis, axis=axis, scale=alt.Scale(zero=figure.signed))
    bars = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2.5, strokeCap="round")
    bounded = [bars.encode(x=alt.X("low:Q"), x2="high:Q")] if any(value["low"] is not None for value in values) else []
    zero = alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(strokeDash=[3, 3]).encode(x="value:Q")
    return _sized(
        alt.layer(
            *([zero] if figure.signed else []),
            *bounded,
            base.mark_point(filled=True, size=70, opacity=1).encode(x=points),
        ),
        figure,
        max(70, 24 * max(1, len(values)) + 16),
    )


def pair_chart(figure: PairChart) -> alt.LayerChart:
    """Two values of every row and colour, joined by their difference."""
    values = [
        {
            "row": mark.row,
            "colour": mark.colour,
            "start": mark.start,
            "end": mark.end,
            "difference": mark.difference.value,
            "interval": span(mark.difference, figure.digits, sign=False),
        }
        for mark in figure.marks
    ]
    shown = f".{figure.digits + 1}f"
    base = _rows(figure, values).encode(
        tooltip=[
            *_texts(row="row", colour="recipe"),
            alt.Tooltip("end:Q", title=figure.ends[1], format=shown),
            alt.Tooltip("start:Q", title=figure.ends[0], format=shown),
            alt.Tooltip("difference:Q", title=figure.between, format=shown),
            *_texts(interval="95 % interval"),
        ]
    )
    start = alt.X("start:Q", title=figure.axis, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6))
    return _sized(
        alt.layer(
            base.mark_rule(strokeWidth=2.5, opacity=0.55).encode(x=start, x2="end:Q"),
            base.mark_point(filled=False, size=60, strokeWidth=2, opacity=1).encode(x="start:Q"),
            base.mark_point(filled=True, size=80, opacity=1).encode(x="end:Q"),
        ),
        figure,
        max(70, 24 * len(values) + 16),
    )


def heat_map(figure: HeatMap) -> alt.LayerChart:
    """Rows by columns, the value in every cell; blue is better."""
    name = label if figure.languages else str
    extra = list(dict.fromkeys(title for mark in figure.marks for title, _ in mark.about))
    values = [
        {
            "row": name(mark.row),
            "named": language(mark.row).english if figure.languages else mark.row,
            "column": mark.column,
            "value": mark.estimate.value,
            "shown": signed(mark.estimate.value, figure.digits),
            "interval": span(mark.estimate, figure.digits),
            **{f"about{number}": dict(mark.about).get(title, "") for number, title in enumerate(extra)},
        }
        for mark in figure.marks
    ]
    order = [name(row) for row in figure.rows or dict.fromkeys(mark.row for mark in figure.marks)]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("column:N", sort=None, title=None, axis=_bare(orient="top", labelAngle=0), scale=GAP),
        y=alt.Y("row:N", sort=order, title=None, axis=_bare(labelExpr=OWN), scale=GAP),
        tooltip=[
            *_texts(named="language" if figure.languages else "row", column="target"),
            alt.Tooltip("value:Q", title="gain", format=f"+.{figure.digits + 1}f"),
            *_texts(interval="95 % interval"),
            *_texts(**{f"about{number}": title for number, title in enumerate(extra)}),
        ],
    )
    scale = alt.Scale(domain=[-figure.most, figure.most], domainMid=0, interpolate="rgb")
    layered = alt.layer(
        base.mark_rect(cornerRadius=3, strokeWidth=0).encode(color=alt.Color("value:Q", scale=scale, legend=None)),
        base.mark_text(aria=False).encode(
            text="shown:N",
            y=alt.Y("row:N", sort=order, title=None, axis=_bare(labelExpr=CODE, orient="right"), scale=GAP),
        ),
    ).resolve_axis(y="independent")
    return _sized(layered, figure, max(40, 30 * len({mark.row for mark in figure.marks})))


def line_chart(figure: LineChart) -> alt.LayerChart:
    """A faint line for every part of a colour, a strong one for their mean."""
    values = [
        {"colour": mark.colour, "part": mark.part, "x": x, "y": y} for mark in figure.marks for x, y in _thinned(mark)
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("x:Q", title=figure.axes[0], axis=alt.Axis(grid=False, tickCount=4, format="~s")),
        color=_colours(figure, values, columns=2, labelLimit=WIDTH // 4 - 30, symbolStrokeWidth=2.5),
    )
    y = alt.Y("y:Q", title=figure.axes[1], scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=4))
    tips = [
        *_texts(colour="recipe", part="seed"),
        alt.Tooltip("x:Q", title=figure.axes[0]),
        alt.Tooltip("y:Q", title=figure.axes[1], format=".4f"),
    ]
    return _sized(
        alt.layer(
            base.mark_line(strokeWidth=1, opacity=0.25).encode(y=y, detail="part:N", tooltip=tips),
            base.mark_line(strokeWidth=2, opacity=1).encode(y="mean(y):Q"),
        ),
        figure,
        170,
        WIDTH // 2,
    )


def point_chart(figure: PointChart) -> alt.LayerChart:
    """Points with their names in the tooltip."""
    values = [{"name": mark.name, "colour": mark.colour, "x": mark.x, "y": mark.y} for mark in figure.marks]
    number = f".{figure.digits + 1}f"
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("x:Q", title=figure.axes[0], scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6)),
        y=alt.Y("y:Q", title=figure.axes[1], scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5)),
        color=_colours(figure, values),
        tooltip=[
            *_texts(name="name", colour="recipe"),
            alt.Tooltip("x:Q", title=figure.axes[0], format=number),
            alt.Tooltip("y:Q", title=figure.axes[1], format=number),
        ],
    )
    return _sized(alt.layer(base.mark_point(filled=True, size=70, opacity=0.9)), figure, 300)


DRAWN: Mapping[type[Figure], Callable[[Any], alt.TopLevelMixin]] = {
    Forest: forest,
    PairChart: pair_chart,
    HeatMap: heat_map,
    LineChart: line_chart,
    PointChart: point_chart,
}


def label(code: str) -> str:
    """A language as a row of the heat map: its own name, then its code."""
    own = language(code).own
    return code if own == code else f"{own} · {code}"


def _sized(chart: alt.LayerChart, figure: Figure, height: int, width: int = WIDTH) -> alt.LayerChart:
    sized: alt.LayerChart = chart.properties(
        width=width, height=height, title=figure.title, description=figure.title or figure.name
    )
    return sized


def _rows(figure: Figure, values: list[dict[str, Any]]) -> alt.Chart:
    """Marks in rows, those of one row side by side by their colour."""
    axis = alt.Axis(grid=True, tickBand="extent", ticks=False, domain=False)
    return alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("row:N", sort=None, title=None, axis=axis),
        yOffset=alt.YOffset("colour:N", sort=None),
        color=_colours(figure, values),
    )


def _colours(figure: Figure, values: Iterable[Mapping[str, object]], **legend: Any) -> alt.Color:
    shown = dict.fromkeys(str(value["colour"]) for value in values)
    # Where none of the shown ones is among the figure's, they are of another kind and have an order of their own.
    order = list(dict.fromkeys((*figure.colours, *shown))) if set(shown) & set(figure.colours) else list(shown)
    entries = [colour for colour in order if colour in shown]
    drawn = alt.Legend(orient="top", values=entries, symbolOpacity=1, **legend)
    return alt.Color("colour:N", scale=alt.Scale(domain=order), title=None, legend=drawn)


def _thinned(mark: LineMark) -> Iterable[tuple[float, float]]:
    """At most MOST_POINTS points, each the mean of its neighbours: more cannot be seen."""
    size = -(-len(mark.x) // MOST_POINTS) or 1
    for start in range(0, len(mark.x), size):
        some = mark.y[start : start + size]
        yield mark.x[min(start + size, len(mark.x)) - 1], sum(some) / len(some)


def _texts(**titles: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]


def _bare(**options: Any) -> alt.Axis:
    return alt.Axis(grid=False, ticks=False, domain=False, labelPadding=8, **options)
