"""From a contrast to a verdict: supported, not supported or inconclusive, with a sentence that a paper can quote.

The rule: gates first; then `supported` when the interval, at Holm's level over all contrasts of the study, lies above
0 and the estimate reaches the smallest effect that matters; `not supported` when it lies below 0 or
within that smallest effect on both sides; otherwise `inconclusive`, with the number of seeds that would decide it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from xstilts.analysis import bootstrap, power, stats
from xstilts.analysis.bootstrap import Quantity, Sample
from xstilts.analysis.components import Components
from xstilts.analysis.contrast import (
    CONTRADICTED,
    INCONCLUSIVE,
    NO_EFFECT,
    NOT_SUPPORTED,
    SUPPORTED,
    Contrast,
    sentence,
)
from xstilts.analysis.gates import Facts, Gate, gates
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.quantities import Spot, difference, spots
from xstilts.analysis.stats import Estimate


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a contrast on one encoder.

    `kind` is supported, not supported or inconclusive; `reason` says more (contradicted, no meaningful effect,
    gate ...). `estimate` has the 95 % interval; `decided` the same at Holm's level, by which the verdict fell.
    `seeds_needed` would decide it with 80 % power if the true effect were the estimate; None where it is not known or
    above 1,000. `detectable` is the least true effect that is supported with 80 % power by a study like this one. Both
    hold at the variance `components` that were measured (analysis.power). `keys` are the Score stages that it rests on.
    """

    contrast: Contrast
    encoder: str
    kind: str
    reason: str
    sentence: str
    estimate: Estimate | None
    decided: Estimate | None
    holm_p: float | None
    equivalence_p: float | None
    seeds_needed: int | None
    detectable: float | None
    components: Components | None
    gates: tuple[Gate, ...]
    keys: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """All of it as JSON, so that a reader can check the rule by hand."""
        known = asdict(self)
        known["estimate"] = self.estimate.plain() if self.estimate else None
        known["decided"] = self.decided.plain() if self.decided else None
        known["components"] = self.components.plain() if self.components else None
        known["gates"] = [gate._asdict() for gate in self.gates]
        return known


class _Correction(NamedTuple):
    """Holm's correction of one contrast: its adjusted p, the level of its interval, and the strictest of the family.

    What is promised of a contrast (power) is at the strictest: it must hold whatever becomes of the others.
    """

    p: float
    level: float
    strictest: float


def judge(
    panel: Panel,
    contrasts: Sequence[Contrast],
    facts: Facts | None = None,
    *,
    draws: int = bootstrap.DRAWS,
    seed: int = 0,
) -> tuple[Verdict, ...]:
    """One verdict a contrast and encoder, in order; Holm's correction is over all of them.

    A contrast whose scores are not all there is inconclusive and says what is missing, so that a study can be
    looked at before it is finished.
    """
    cases = {(number, encoder): c for number, c in enumerate(contrasts) for encoder in panel.named("encoder")}
    wheres = {case: _where(panel, contrast, case[1]) for case, contrast in cases.items()}
    quantities = {
        case: Quantity(
            difference(panel, case[1], cases[case].better, cases[case].than, where, dict(cases[case].instead))
        )
        for case, where in wheres.items()
    }
    samples = bootstrap.sample(panel, quantities, draws=draws, seed=seed)
    # A contrast that cannot be estimated, or has one seed, stays in the family with p = 1: it was going to be tested.
    p_values = [samples[case].estimate().p if case in samples else None for case in cases]
    filled = [1.0 if p is None else p for p in p_values]
    corrected = zip(stats.holm(filled), stats.holm_alphas(filled), strict=True)
    strictest = power.level(len(cases))
    return tuple(
        _verdict(
            contrast,
            case[1],
            samples.get(case),
            _Correction(p, level, strictest),
            _grounds(panel, case[1], contrast, quantities[case], facts),
        )
        for (case, contrast), (p, level) in zip(cases.items(), corrected, strict=True)
    )


def _where(panel: Panel, contrast: Contrast, encoder: str) -> list[Spot]:
    """The scores that the contrast averages over; none where a target has no score at all to average."""
    languages = {target: contrast.languages or _zero_shot(panel, encoder, target, contrast) for target in contrast.on}
    if not all(languages.values()):
        return []
    return [spot for target, some in languages.items() for spot in spots(panel, target, some, contrast.metric)]


def _zero_shot(panel: Panel, encoder: str, target: str, contrast: Contrast) -> list[str]:
    """The languages of whose labels neither of the two recipes that are compared there has seen any."""
    return [
        language
        for language in panel.languages(target)
        if language in panel.zero_shot(encoder, target, contrast.recipes(language))
    ]


def _grounds(
    panel: Panel, encoder: str, contrast: Contrast, quantity: Quantity, facts: Facts | None
) -> tuple[tuple[Gate, ...], tuple[str, ...]]:
    """The gates and the keys of the scores that a verdict rests on."""
    if quantity.weights:
        checked = gates(panel, quantity.places, facts or Facts())
        return (*checked, _left_out(panel, encoder, contrast)), _keys(panel, quantity.places)
    lacking = [target for target in contrast.on if not _zero_shot(panel, encoder, target, contrast)]
    recipes = f"{contrast.better} and {contrast.than}"
    where = f"no score in a language that is zero-shot for {recipes} on {' and '.join(lacking)}"
    return (Gate("all seeds complete", False, where),), ()


def _left_out(panel: Panel, encoder: str, contrast: Contrast) -> Gate:
    """Which languages are averaged though a recipe has seen labels in them, or left out because one of them has."""
    name = "languages are zero-shot for both recipes"
    seen: dict[str, list[str]] = {}
    for target in contrast.on:
        free = _zero_shot(panel, encoder, target, contrast)
        for language in panel.languages(target):
            if language not in free and (contrast.languages is None or language in contrast.languages):
                seen.setdefault(target, []).append(language)
    if not seen:
        return Gate(name, True, "no language left out")
    where = "; ".join(f"{target} ({', '.join(languages)})" for target, languages in seen.items())
    if contrast.languages is None:
        return Gate(name, True, f"left out, since a recipe has seen labels of the task in them: {where}")
    return Gate(name, None, f"named by the claim, though a recipe has seen labels of the task in them: {where}")


def _keys(panel: Panel, places: Sequence[Place]) -> tuple[str, ...]:
    keys = (cell.key for place in places for cell in panel.cells.get(place, {}).values() if cell.key)
    return tuple(dict.fromkeys(keys))


def _verdict(
    contrast: Contrast,
    encoder: str,
    sample: Sample | None,
    correction: "_Correction",
    grounds: tuple[tuple[Gate, ...], tuple[str, ...]],
) -> Verdict:
    checked, keys = grounds
    estimate = sample.estimate() if sample else None
    decided = sample.estimate(correction.level) if sample else None
    kind, reason = _rule(contrast, decided, correction.p, checked)
    outlook = None
    if sample and (components := sample.components):
        outlook = power.outlook(sample.value, contrast.smallest_effect, components, correction.strictest)
    return Verdict(
        contrast=contrast,
        encoder=encoder,
        kind=kind,
        reason=reason,
        sentence=sentence(contrast, (kind, reason), decided, outlook),
        estimate=estimate,
        decided=decided,
        holm_p=correction.p if outlook else None,
        equivalence_p=stats.equivalence(sample.by_seed, contrast.smallest_effect) if sample and outlook else None,
        seeds_needed=outlook.seeds if outlook else None,
        detectable=outlook.detectable if outlook else None,
        components=sample.components if sample else None,
        gates=checked,
        keys=keys,
    )


def _rule(contrast: Contrast, decided: Estimate | None, holm_p: float, checked: Sequence[Gate]) -> tuple[str, str]:
    """The verdict's kind and reason."""
    failed = [gate.name for gate in checked if gate.passed is False]
    smallest = contrast.smallest_effect
    if failed or decided is None:
        return INCONCLUSIVE, f"gate: {'; '.join(failed)}"
    if holm_p < stats.ALPHA and decided.low > 0 and decided.value >= smallest:
        return SUPPORTED, ""
    if holm_p < stats.ALPHA and decided.high < 0:
        return NOT_SUPPORTED, CONTRADICTED
    if -smallest < decided.low and decided.high < smallest:
        return NOT_SUPPORTED, NO_EFFECT
    return INCONCLUSIVE, "the interval leaves it open" if decided.bounded else "one seed says nothing about others"
