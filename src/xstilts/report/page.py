"""The report: one HTML file that needs nothing outside itself, not even a network."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import vl_convert
from markupsafe import Markup

from xstilts.report import view
from xstilts.report.data import ReportData
from xstilts.report.export import VEGA_LITE
from xstilts.report.themes import DARK, LIGHT

SEPARATORS = str.maketrans("\u2028\u2029", "  ")
BUNDLE_END = "window.vegaEmbed = vegaEmbed;"


def build(data: ReportData, specs: Mapping[str, dict[str, Any]]) -> str:
    """The page as text: styles, scripts and charts (`specs`, by name) inlined, every text from the data escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("xstilts.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        data=data,
        facts=view.facts(data),
        cards=[view.card(verdict) for verdict in data.verdicts],
        matrices=view.matrices(data.transfer),
        harm=view.harm(data.transfer),
        gaps=view.gap_rows(data.transfer),
        warnings=view.warnings(data),
        provenance=view.provenance(data.provenance),
        specs={name: _responsive(spec) for name, spec in specs.items()},
        themes={"light": LIGHT, "dark": DARK},
        style=_own("style.css"),
        script=_own("page.js"),
        vega=vega(),
    )


def _responsive(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart as wide as its place on the page; its colours come from the page's theme."""
    kept = {name: value for name, value in spec.items() if name != "config"}
    wide = {**kept, "width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    # Vega's expressions refuse the two line separators of Unicode inside a string.
    clean: dict[str, Any] = json.loads(json.dumps(wide, ensure_ascii=False).translate(SEPARATORS))
    return clean


def _own(name: str) -> Markup:
    """A file of the package's templates as it is: our own style sheet and script need no escape."""
    return Markup(resources.files("xstilts.report").joinpath("templates", name).read_text(encoding="utf-8"))


@cache
def vega() -> Markup:
    """Vega, Vega-Lite and Vega-Embed as one script; the same for every page, so it is made once."""
    return Markup(vl_convert.javascript_bundle(BUNDLE_END, vl_version=VEGA_LITE).replace("</script", "<\\/script"))
