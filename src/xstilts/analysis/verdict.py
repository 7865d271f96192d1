"""From a contrast to a verdict: supported, not supported or inconclusive, with a sentence that a paper can quote.

The rule: gates first; then `supported` when the interval, at Holm's level over all contrasts of the study, lies above
0 and the estimate reaches the smallest effect that matters; `not supported` when it lies below 0 or
within that smallest effect on both sides; otherwise `inconclusive`, with the number of seeds that would decide it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xstilts.analysis import bootstrap, stats
from xstilts.analysis.bootstrap import Quantity, Sample
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
from xstilts.analysis.stats import Estimate
from xstilts.analysis.transfer import difference, zero_shot
from xstilts.base.errors import UserError, unknown


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a contrast on one encoder.

    `kind` is supported, not supported or inconclusive; `reason` says more (contradicted, no meaningful effect,
    gate ...). `estimate` has the 95 % interval; `decided` the same at Holm's level, by which the verdict fell.
    `seeds_needed` is for 80 % power, None where it is not known or above 1,000; `detectable` the least effect
    that this study would see with 80 % power. `keys` are the Score stages that it rests on.
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
    gates: tuple[Gate, ...]
    keys: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """All of it as JSON, so that a reader can check the rule by hand."""
        known = asdict(self)
        known["estimate"] = self.estimate.plain() if self.estimate else None
        known["decided"] = self.decided.plain() if self.decided else None
        known["gates"] = [gate._asdict() for gate in self.gates]
        return known


def judge(
    panel: Panel,
    contrasts: Sequence[Contrast],
    facts: Facts | None = None,
    *,
    draws: int = bootstrap.DRAWS,
    seed: int = 0,
) -> tuple[Verdict, ...]:
    """One verdict a contrast and encoder, in order; Holm's correction is over all of them.

    Raises UserError where a contrast names a recipe, target or language that has no score.
    """
    cases = {
        (number, encoder): difference(encoder, contrast.better, contrast.than, _where(panel, contrast))
        for number, contrast in enumerate(contrasts)
        for encoder in panel.named("encoder")
    }
    quantities = {case: Quantity(weights) for case, weights in cases.items()}
    samples = bootstrap.sample(panel, quantities, draws=draws, seed=seed)
    # A contrast that cannot be estimated, or has one seed, stays in the family with p = 1: it was going to be tested.
    p_values = [samples[case].estimate().p if case in samples else None for case in cases]
    filled = [1.0 if p is None else p for p in p_values]
    corrected = zip(stats.holm(filled), stats.holm_alphas(filled), strict=True)
    return tuple(
        _verdict(
            contrasts[case[0]],
            case[1],
            samples.get(case),
            correction,
            (gates(panel, quantities[case].places, facts or Facts()), _keys(panel, quantities[case].places)),
        )
        for case, correction in zip(cases, corrected, strict=True)
    )


def _where(panel: Panel, contrast: Contrast) -> list[tuple[str, str]]:
    for recipe in (contrast.better, contrast.than):
        if recipe not in panel.named("recipe"):
            raise UserError(f"contrast {contrast.claim!r}: {unknown('recipe', recipe, panel.named('recipe'))}")
    where = []
    for target in contrast.on:
        if target not in panel.named("target"):
            raise UserError(f"contrast {contrast.claim!r}: {unknown('target', target, panel.named('target'))}")
        for language in contrast.languages or zero_shot(panel, target):
            if language not in panel.languages(target):
                known = panel.languages(target)
                raise UserError(f"contrast {contrast.claim!r} on {target}: {unknown('language', language, known)}")
            where.append((target, language))
    if not where:
        raise UserError(
            f"contrast {contrast.claim!r}: no zero-shot score on {', '.join(contrast.on)}. "
            "Add a language other than English to the study."
        )
    return where


def _keys(panel: Panel, places: Sequence[Place]) -> tuple[str, ...]:
    keys = (cell.key for place in places for cell in panel.cells.get(place, {}).values() if cell.key)
    return tuple(dict.fromkeys(keys))


def _verdict(
    contrast: Contrast,
    encoder: str,
    sample: Sample | None,
    correction: tuple[float, float],
    grounds: tuple[tuple[Gate, ...], tuple[str, ...]],
) -> Verdict:
    checked, keys = grounds
    holm_p, alpha = correction
    estimate = sample.estimate() if sample else None
    decided = sample.estimate(alpha) if sample else None
    kind, reason = _rule(contrast, decided, holm_p, checked)
    known = decided is not None and decided.sd is not None
    needed = _needed(contrast, decided, alpha) if decided else None
    return Verdict(
        contrast=contrast,
        encoder=encoder,
        kind=kind,
        reason=reason,
        sentence=sentence(contrast, (kind, reason), decided, needed),
        estimate=estimate,
        decided=decided,
        holm_p=holm_p if known else None,
        equivalence_p=stats.equivalence(sample.by_seed, contrast.smallest_effect) if sample and known else None,
        seeds_needed=needed,
        detectable=stats.detectable(decided.error) if decided and decided.error is not None else None,
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


def _needed(contrast: Contrast, decided: Estimate, alpha: float) -> int | None:
    if decided.sd is None:
        return None
    return stats.seeds_needed(max(abs(decided.value), contrast.smallest_effect), decided.sd, alpha)
