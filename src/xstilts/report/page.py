"""The report: one HTML file that needs nothing outside itself, not even a network, and its numbers as files beside."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import jinja2
import pyarrow as pa
import vl_convert
from markupsafe import Markup

from xstilts.base import files
from xstilts.report import export, gallery, tables, view
from xstilts.report.data import ReportData
from xstilts.report.export import VEGA_LITE
from xstilts.report.stamp import PAGE
from xstilts.report.themes import DARK, LIGHT

SEPARATORS = str.maketrans("\u2028\u2029", "  ")
BUNDLE_END = "window.vegaEmbed = vegaEmbed;"


def write(data: ReportData, folder: Path, *, figures: bool) -> Path:
    """Write the page, its numbers for other programs and, with `figures`, its charts into `folder`; the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    specs = gallery.all_specs(data.findings)
    files.write_text(folder / PAGE, build(data, specs))
    files.write_json(folder / "findings.json", [finding.plain() for finding in data.findings])
    files.write_json(folder / "verdicts.json", [v.plain() for finding in data.findings for v in finding.verdicts])
    for form in ("csv", "json"):
        files.write_text(folder / f"results.{form}", tables.render(data.rows, form))
    if figures:
        export.export(specs, folder / "figures")
    return folder / PAGE


def warm() -> None:
    """Get ready what takes seconds: libraries to import, engines to start. A run does it while its first workers start
    and a core has nothing to do.
    """
    import_module("scipy.stats")  # loaded at its first use, which else is the first interval
    pa.table({"warm": ["up"]})  # pyarrow looks for pandas at its first table
    vega()
    export.drawn({"mark": "point"})


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
        sections=view.sections(data),
        several=view.several_encoders(data),
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
