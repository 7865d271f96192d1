"""Every chart of a report by its name, as Altair has it and as Vega-Lite."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from xstilts.analysis.figures import Figure
from xstilts.analysis.findings import Finding
from xstilts.report import charts


def all_charts(findings: Sequence[Finding]) -> dict[str, alt.TopLevelMixin]:
    """Every chart of the findings by a name that is fit for a file."""
    return {name: charts.draw(figure) for finding in findings for name, figure in named(finding, findings)}


def all_specs(findings: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    """Every chart as Vega-Lite, by name. Not validated against its schema, which takes longer than all else: the tests
    do that.
    """
    with debug_mode(False):
        return {name: chart.to_dict(validate=False) for name, chart in all_charts(findings).items()}


def named(finding: Finding, findings: Sequence[Finding]) -> list[tuple[str, Figure]]:
    """The finding's charts, named apart from those of all findings: where two fall together the later is longer."""
    names: dict[str, Figure] = {}
    own = []
    for other in findings:
        for figure in other.charts:
            name = slug(figure.name)
            while name in names:
                name += "-again"
            names[name] = figure
            if other is finding:
                own.append((name, figure))
    return own


def slug(text: str) -> str:
    """The text with letters and digits kept and all else as single hyphens, at most 60 characters.

    >>> slug("nli+replay (2)")
    'nli-replay-2'
    """
    return "-".join("".join(c if c.isalnum() else " " for c in text).split())[:60] or "unnamed"
