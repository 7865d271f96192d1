"""Charts as files: PNG and PDF for papers, SVG for the web, in the light theme, every script in a font that has it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from xstilts.base.files import write_bytes
from xstilts.report.languages import LANGUAGES
from xstilts.report.themes import LIGHT

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])

# The renderer of PNG and PDF misplaces joined letters of these scripts: English names stand there instead.
JOINED = ("Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Telugu", "Malayalam", "Myanmar")
# The renderer of PNG and PDF takes any font that has one letter of a text, bold or slanted as it comes. So every run of
# letters of a script names its font; the names are those of the Noto family, free and on most systems.
SCRIPTS = {
    "Armenian": "\u0530-\u058f",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Malayalam": "\u0d00-\u0d7f",
    "Thai": "\u0e00-\u0e7f",
    "Myanmar": "\u1000-\u109f",
    "Georgian": "\u10a0-\u10ff",
    "Ethiopic": "\u1200-\u137f",
    "CJK JP": "\u3040-\u30ff\u3400-\u9fff",
    "CJK KR": "\uac00-\ud7af",
}
RUNS = re.compile("|".join(f"(?P<{name.replace(' ', '_')}>[{letters}]+)" for name, letters in SCRIPTS.items()))
TEXT = re.compile(r"(<text[^>]*>)([^<]*)(</text>)")


def export(specs: Mapping[str, dict[str, Any]], folder: Path) -> list[Path]:
    """Write every chart, given as Vega-Lite, as `folder/<name>.png`, .svg and .pdf; the files that were written."""
    return [path for name, spec in specs.items() for path in _write(folder / name, spec)]


def _write(stem: Path, spec: dict[str, Any]) -> list[Path]:
    contents = drawn(spec)
    for suffix, content in contents.items():
        write_bytes(stem.with_name(f"{stem.name}.{suffix}"), content)
    return [stem.with_name(f"{stem.name}.{suffix}") for suffix in contents]


def drawn(spec: dict[str, Any]) -> dict[str, bytes]:
    """A chart, given as Vega-Lite, as the content of a png, an svg and a pdf file."""
    plain = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, config={**LIGHT, "font": "sans-serif"})
    picture = with_fonts(with_english(plain))
    return {
        "png": vl_convert.svg_to_png(picture, scale=2),
        "svg": with_fonts(plain).encode(),
        "pdf": vl_convert.svg_to_pdf(picture),
    }


def with_fonts(svg: str) -> str:
    """The SVG with every run of letters of a script in its own font.

    >>> with_fonts("<text>ไทย · th</text>")
    '<text><tspan font-family="Noto Sans Thai">ไทย</tspan> · th</text>'
    """
    return TEXT.sub(lambda text: text[1] + RUNS.sub(_run, text[2]) + text[3], svg)


def with_english(svg: str) -> str:
    """The SVG with the English name of every language whose own name would be drawn wrongly."""
    for names in LANGUAGES.values():
        script = RUNS.match(names.own)
        if script and script.lastgroup in JOINED:
            svg = svg.replace(f">{names.own}<", f">{names.english}<")
    return svg


def _run(found: re.Match[str]) -> str:
    script = str(found.lastgroup).replace("_", " ")
    return f'<tspan font-family="Noto Sans {script}">{found[0]}</tspan>'
