"""From findings to what each part of the page says: every number becomes text here, the template only places it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from xstilts.analysis.contrast import CONTRADICTED, INCONCLUSIVE, NO_EFFECT, SUPPORTED, signed
from xstilts.analysis.figures import HeatMap, LineChart
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.stats import Estimate
from xstilts.analysis.verdict import Verdict
from xstilts.metrics.metric import Metric, amount
from xstilts.report import gallery
from xstilts.report.data import Provenance, ReportData

DASH = "–"
PARTS = ("encoder", "recipe", "target")


class ShownCell(NamedTuple):
    """One cell of a table: its text, its interval, its strength of colour from -100 to 100, whether 0 is outside."""

    value: str
    interval: str = ""
    tint: int = 0
    sure: bool = False
    number: bool = False


class ShownTable(NamedTuple):
    """A table as it is placed; `numbers` says which columns stand to the right."""

    caption: str
    title: str
    matrix: bool
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[bool, tuple[ShownCell, ...]], ...]


class ShownChart(NamedTuple):
    """Where a chart goes: its name among the specs, what stands below it, and how many columns it needs room for."""

    name: str
    caption: str
    columns: int


class Section(NamedTuple):
    """A finding as it is placed. `charts` are in a row of narrow ones where `narrow`."""

    name: str
    title: str
    sentence: str
    cards: tuple["Card", ...]
    tables: tuple[ShownTable, ...]
    charts: tuple[ShownChart, ...]
    narrow: bool
    notes: tuple[str, ...]


class Bar(NamedTuple):
    """An interval drawn on a line: all places are in percent of its width; 0 is in the middle."""

    low: float
    high: float
    value: float
    band: float
    most: str
    unit: str


class Card(NamedTuple):
    """A verdict as it is shown."""

    look: str
    word: str
    sentence: str
    claim: str
    encoder: str
    bar: Bar | None
    gates: tuple[tuple[str, str, str], ...]
    figures: tuple[tuple[str, str], ...]


def number(value: float | None, digits: int = 1) -> str:
    """A number as it is printed, with a true minus; a dash for None."""
    return DASH if value is None else f"{value:,.{digits}f}".replace("-", "−")


def interval(estimate: Estimate, digits: int = 1, *, sign: bool = True) -> str:
    """The interval as text; without one, why not."""
    if not estimate.bounded:
        return "one seed, no interval"
    show = signed if sign else number
    return f"{show(estimate.low, digits)} to {show(estimate.high, digits)}"


def probability(p: float | None) -> str:
    """A p value with three decimals; very small ones as a bound."""
    if p is None:
        return DASH
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def sections(data: ReportData) -> tuple[Section, ...]:
    """Every finding, in order."""
    return tuple(_section(finding, data.findings) for finding in data.findings)


def _section(finding: Finding, findings: tuple[Finding, ...]) -> Section:
    charts = gallery.named(finding, findings)
    return Section(
        name=gallery.slug(finding.name),
        title=finding.title,
        sentence=finding.sentence,
        cards=tuple(map(card, finding.verdicts)),
        tables=tuple(map(table, finding.tables)),
        charts=tuple(
            ShownChart(
                name, figure.caption, len({m.column for m in figure.marks}) if isinstance(figure, HeatMap) else 3
            )
            for name, figure in charts
        ),
        narrow=bool(charts) and all(isinstance(figure, LineChart) for _, figure in charts),
        notes=finding.notes,
    )


def table(found: Table) -> ShownTable:
    """The table with its numbers as text; a matrix has the strongest colour at its largest difference of each unit."""
    strongest: dict[str, float] = {}
    for entry in (entry for row in found.rows for entry in row if entry.signed):
        if entry.metric and isinstance(entry.value, Estimate):
            least = strongest.get(entry.metric.unit, entry.metric.smallest_effect)
            strongest[entry.metric.unit] = max(least, abs(entry.value.value))
    rows = tuple(
        (index in found.faint, tuple(cell(entry, strongest if found.matrix else {}) for entry in row))
        for index, row in enumerate(found.rows)
    )
    numbers = [any(row[place].number for _, row in rows) for place in range(len(found.columns))]
    return ShownTable(found.caption, found.title, found.matrix, tuple(zip(found.columns, numbers, strict=True)), rows)


def cell(entry: TableCell, strongest: Mapping[str, float]) -> ShownCell:
    """A cell's text and, where `strongest` has its unit, its colour."""
    if entry.value is None:
        return ShownCell(DASH, entry.note)
    if isinstance(entry.value, str):
        return ShownCell(entry.value, entry.note)
    metric = entry.metric or Metric(name="")
    show = signed if entry.signed else number
    unit = f" {entry.unit}" if entry.unit else ""
    if not isinstance(entry.value, Estimate):
        return ShownCell(show(entry.value, metric.digits) + unit, entry.note, number=True)
    estimate = entry.value
    text = interval(estimate, metric.digits, sign=entry.signed)
    tint, sure = 0, False
    if entry.signed and metric.unit in strongest:
        tint = round(100 * max(-1.0, min(1.0, estimate.value / strongest[metric.unit])))
        sure = not estimate.low <= 0 <= estimate.high
    return ShownCell(show(estimate.value, metric.digits) + unit, text, tint, sure, number=True)


def card(verdict: Verdict) -> Card:
    """The verdict with its look (a class of the style sheet), its bar, gates and figures."""
    looks = {SUPPORTED: "good", INCONCLUSIVE: "open", CONTRADICTED: "bad", NO_EFFECT: "flat"}
    named = verdict.reason if verdict.reason in (CONTRADICTED, NO_EFFECT) else verdict.kind
    word = f"{verdict.kind}: {verdict.reason}" if named != verdict.kind else verdict.kind
    word = word.capitalize()
    marks = {True: ("holds", "✓"), False: ("fails", "✗"), None: ("not checked", DASH)}
    gates = tuple((*marks[gate.passed], f"{gate.name}: {gate.detail}") for gate in verdict.gates)
    return Card(
        looks[named],
        word,
        verdict.sentence,
        verdict.contrast.claim,
        verdict.encoder,
        bar(verdict),
        gates,
        tuple(_figures(verdict)),
    )


def bar(verdict: Verdict) -> Bar | None:
    """Where the interval that decided lies around 0 and the smallest effect; None where there is no interval."""
    decided = verdict.decided
    if decided is None or not decided.bounded:
        return None
    contrast = verdict.contrast
    most = 1.15 * max(abs(decided.low), abs(decided.high), contrast.smallest_effect)
    low, high, value = (round(50 + 50 * end / most, 2) for end in (decided.low, decided.high, decided.value))
    band = round(50 * contrast.smallest_effect / most, 2)
    return Bar(low, high, value, band, number(most, contrast.digits), contrast.unit)


def _figures(verdict: Verdict) -> Iterable[tuple[str, str]]:
    contrast, found, decided = verdict.contrast, verdict.estimate, verdict.decided
    yield "contrast", f"{contrast.better} − {contrast.than}"
    yield "on", contrast.where
    yield "smallest effect that matters", amount(contrast.smallest_effect, contrast.unit)
    if found is None or decided is None:
        return
    yield "difference, 95 % interval", f"{contrast.amount(found.value)} ({interval(found, contrast.digits)})"
    if decided.level != found.level:
        yield f"{100 * decided.level:.4g} % interval, by Holm's correction", interval(decided, contrast.digits)
    yield "method of the interval", decided.method
    yield (
        "seeds",
        ", ".join(map(str, found.seeds))
        + (f"; missing: {', '.join(map(str, found.missing))}" if found.missing else ""),
    )
    yield "test items", f"{found.n:,}"
    yield "p of the interval; after Holm", f"{probability(found.p)}; {probability(verdict.holm_p)}"
    least = probability(2.0 ** (1 - len(found.seeds)))
    yield "p of exact sign flips", f"{probability(found.p_flip)}; with {len(found.seeds)} seeds at least {least}"
    yield "p of equivalence", probability(verdict.equivalence_p)
    yield (
        "effect size d_z; spread over seeds",
        f"{number(found.d_z, 2)}; {number(found.sd, contrast.digits + 1)} {contrast.unit}",
    )
    yield "true effect supported with 80 % power", f"{number(verdict.detectable, contrast.digits)} {contrast.unit}"
    yield "seeds that would decide it with 80 % power", str(verdict.seeds_needed) if verdict.seeds_needed else DASH


def facts(data: ReportData) -> list[tuple[str, str]]:
    """What the study consists of, in short."""
    parts = {name: dict.fromkeys(str(getattr(row, name)) for row in data.rows) for name in PARTS}
    named = [(f"{name}{'s' * (len(found) > 1)}", ", ".join(found)) for name, found in parts.items() if found]
    counted = [(f"{name}s", str(len({getattr(row, name) for row in data.rows}))) for name in ("language", "seed")]
    return [*named, *counted]


def warnings(data: ReportData) -> list[str]:
    """The study's own warnings, then those of its findings."""
    return [*data.warnings, *(warning for finding in data.findings for warning in finding.warnings)]


def several_encoders(data: ReportData) -> bool:
    """Whether verdicts must say of which encoder they are."""
    return len({verdict.encoder for finding in data.findings for verdict in finding.verdicts}) > 1


def provenance(stages: Iterable[Provenance]) -> list[tuple[str, str, str]]:
    """Label, key and recipe as indented JSON of every stage."""
    return [(s.label, s.key, _pretty(s.recipe)) for s in stages]


def _pretty(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, default=str)
