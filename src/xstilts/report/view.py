"""From results to what each part of the page says: every number becomes text here, the template only places it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from xstilts.analysis.contrast import CONTRADICTED, INCONCLUSIVE, NO_EFFECT, SUPPORTED, signed
from xstilts.analysis.stats import Estimate
from xstilts.analysis.transfer import BASELINE, Summary, Transfer
from xstilts.analysis.verdict import Verdict
from xstilts.report.data import Provenance, ReportData

DASH = "–"


class TableCell(NamedTuple):
    """One cell of a matrix: the number, its interval, its strength of colour from -100 to 100, whether 0 is outside."""

    value: str
    interval: str = ""
    tint: int = 0
    sure: bool = False


class Matrix(NamedTuple):
    """Recipes by targets for one encoder; `baseline` is the row of scores without an intermediate task."""

    encoder: str
    targets: tuple[str, ...]
    baseline: tuple[TableCell, ...]
    rows: tuple[tuple[str, tuple[TableCell, ...]], ...]


class Bar(NamedTuple):
    """An interval drawn on a line: all places are in percent of its width; 0 is in the middle."""

    low: float
    high: float
    value: float
    band: float
    most: str


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


def interval(estimate: Estimate, *, sign: bool = True) -> str:
    """The interval as text; without one, why not."""
    if not estimate.bounded:
        return "one seed, no interval"
    show = signed if sign else number
    return f"{show(estimate.low)} to {show(estimate.high)}"


def probability(p: float | None) -> str:
    """A p value with three decimals; very small ones as a bound."""
    if p is None:
        return DASH
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def matrices(transfer: Transfer) -> tuple[Matrix, ...]:
    """One matrix of gains an encoder."""
    strongest = max([1.0, *(abs(s.gain.value) for s in transfer.summaries if s.gain)])
    return tuple(
        _matrix(transfer, encoder, strongest) for encoder in dict.fromkeys(s.encoder for s in transfer.summaries)
    )


def _matrix(transfer: Transfer, encoder: str, strongest: float) -> Matrix:
    found = {(s.recipe, s.target): s for s in transfer.summaries if s.encoder == encoder}
    targets = tuple(dict.fromkeys(target for _, target in found))
    recipes = [recipe for recipe in dict.fromkeys(recipe for recipe, _ in found) if recipe != BASELINE]
    baseline = tuple(_score(found.get((BASELINE, target))) for target in targets)
    rows = []
    for recipe in recipes:
        known = [found.get((recipe, target)) for target in targets]
        estimates = [transfer.overall.get((encoder, recipe)), *(s.gain if s else None for s in known)]
        rows.append((recipe, tuple(gain_cell(estimate, strongest) for estimate in estimates)))
    return Matrix(encoder, targets, (TableCell(DASH), *baseline), tuple(rows))


def _score(summary: Summary | None) -> TableCell:
    if summary is None or summary.score is None:
        return TableCell(DASH)
    return TableCell(number(summary.score.value), interval(summary.score, sign=False))


def gain_cell(estimate: Estimate | None, strongest: float) -> TableCell:
    """A gain with its interval; `strongest` is the gain with the strongest colour."""
    if estimate is None:
        return TableCell(DASH, "not complete")
    tint = round(100 * max(-1.0, min(1.0, estimate.value / strongest)))
    return TableCell(signed(estimate.value), interval(estimate), tint, not estimate.low <= 0 <= estimate.high)


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
    smallest = verdict.contrast.smallest_effect
    most = 1.15 * max(abs(decided.low), abs(decided.high), smallest, 0.1)
    low, high, value = (round(50 + 50 * end / most, 2) for end in (decided.low, decided.high, decided.value))
    return Bar(low, high, value, round(50 * smallest / most, 2), number(most))


def _figures(verdict: Verdict) -> Iterable[tuple[str, str]]:
    contrast, found, decided = verdict.contrast, verdict.estimate, verdict.decided
    yield "contrast", f"{contrast.better} − {contrast.than}"
    yield "on", contrast.where
    yield "smallest effect that matters, in points", f"{contrast.smallest_effect:g}"
    if found is None or decided is None:
        return
    yield "difference, 95 % interval", f"{signed(found.value)} ({interval(found)})"
    if decided.level != found.level:
        yield f"{100 * decided.level:.4g} % interval, by Holm's correction", interval(decided)
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
    yield "effect size d_z; spread over seeds", f"{number(found.d_z, 2)}; {number(found.sd, 2)} points"
    yield "true effect supported with 80 % power", f"{number(verdict.detectable)} points"
    yield "seeds that would decide it with 80 % power", str(verdict.seeds_needed) if verdict.seeds_needed else DASH


class GapRow(NamedTuple):
    """One line of the table of transfer gaps."""

    encoder: str
    recipe: str
    target: str
    cells: tuple[TableCell, ...]


def gap_rows(transfer: Transfer) -> list[GapRow]:
    """English, zero-shot, gap, its change against none and the relative gain, of every recipe and target."""
    return [
        GapRow(
            s.encoder,
            s.recipe,
            s.target,
            (
                *(TableCell(number(e.value), interval(e, sign=False)) for e in (s.score_source, s.score, s.gap)),
                TableCell(signed(s.gap_change.value), interval(s.gap_change)) if s.gap_change else TableCell(DASH),
                TableCell(f"{signed(s.relative.value)} %", interval(s.relative)) if s.relative else TableCell(DASH),
            ),
        )
        for s in transfer.summaries
        if s.gap and s.score and s.score_source
    ]


def facts(data: ReportData) -> list[tuple[str, str]]:
    """What the study consists of, in short."""
    scores = data.transfer.scores
    parts = {
        "encoder": dict.fromkeys(place.encoder for place in scores),
        "recipe": dict.fromkeys(place.recipe for place in scores),
        "target": dict.fromkeys(place.target for place in scores),
    }
    named = [(f"{name}{'s' * (len(found) > 1)}", ", ".join(found)) for name, found in parts.items() if found]
    languages = len({place.language for place in scores})
    seeds = {seed for estimate in scores.values() for seed in (*estimate.seeds, *estimate.missing)}
    return [*named, ("languages", str(languages)), ("seeds", str(len(seeds)))]


def warnings(data: ReportData) -> list[str]:
    """The study's own warnings, then every score that is missing."""
    return [*data.warnings, *(f"Missing score: {absent}." for absent in data.transfer.absent)]


def harm(transfer: Transfer) -> list[str]:
    """One sentence a recipe and encoder on where it certainly hurt."""
    several = len({entry.encoder for entry in transfer.harm}) > 1
    return [
        f"{entry.recipe}{f' ({entry.encoder})' if several else ''}: in {entry.harmed} of {entry.total} pairs of target "
        "and zero-shot language the whole interval lies below 0."
        for entry in transfer.harm
    ]


def provenance(stages: Iterable[Provenance]) -> list[tuple[str, str, str]]:
    """Label, key and recipe as indented JSON of every stage."""
    return [(s.label, s.key, _pretty(s.recipe)) for s in stages]


def _pretty(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False, default=str)
