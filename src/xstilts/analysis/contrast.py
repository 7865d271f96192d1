"""A claim to be judged, and its outcome in words: one plain sentence with the figures in it."""

from dataclasses import dataclass

from xstilts.analysis.power import Outlook
from xstilts.analysis.stats import Estimate

SUPPORTED, NOT_SUPPORTED, INCONCLUSIVE = "supported", "not supported", "inconclusive"
CONTRADICTED, NO_EFFECT = "contradicted", "no meaningful effect"


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A claim to be judged: recipe `better` beats recipe `than` on the targets `on`, zero-shot, by `smallest_effect`.

    `languages` are those to average over; None takes all zero-shot languages of each target.
    """

    claim: str
    better: str
    than: str
    on: tuple[str, ...]
    smallest_effect: float
    languages: tuple[str, ...] | None = None

    @property
    def where(self) -> str:
        """The scores that it is about, in words."""
        if self.languages:
            return f"{' and '.join(self.on)} in {', '.join(self.languages)}"
        return f"{' and '.join(self.on)}, averaged over the zero-shot languages"


def sentence(contrast: Contrast, outcome: tuple[str, str], decided: Estimate | None, outlook: Outlook | None) -> str:
    """The outcome (kind, reason) of a contrast in one sentence, with what would decide it where nothing did."""
    kind, reason = outcome
    label = f"{kind} ({reason})" if reason in (CONTRADICTED, NO_EFFECT) else kind
    opening = f"“{contrast.claim}” is {label}"
    if decided is None:
        return f"{opening}: there is no seed for which both {contrast.better} and {contrast.than} were scored."
    seeds = f"{len(decided.seeds)} seed{'s' * (len(decided.seeds) != 1)}, {decided.n:,} test items"
    interval = ""
    if decided.bounded:
        interval = f"{100 * decided.level:.4g} % interval {signed(decided.low)} to {signed(decided.high)}; "
    return (
        f"{opening}: on {contrast.where}, {contrast.better} scores {signed(decided.value)} points against "
        f"{contrast.than} ({interval}{seeds}){_ending(contrast, outcome, decided, outlook)}."
    )


def _ending(contrast: Contrast, outcome: tuple[str, str], decided: Estimate, outlook: Outlook | None) -> str:
    """What follows the figures: what the outcome means, or what would decide it."""
    kind, reason = outcome
    smallest = f"{contrast.smallest_effect:g} point{'s' * (contrast.smallest_effect != 1)}"
    if kind == SUPPORTED:
        return f", at least the {smallest} that would matter"
    if kind == NOT_SUPPORTED:
        return f", within the {smallest} below which a difference does not matter" if reason == NO_EFFECT else ""
    if reason.startswith("gate"):
        return f", but it cannot be judged: {reason.removeprefix('gate: ')} does not hold"
    return _advice(decided, outlook)


def _advice(decided: Estimate, outlook: Outlook | None) -> str:
    if not decided.bounded or outlook is None:
        return "; one seed says nothing about others, run six or more"
    if outlook.seeds is not None:
        # Where chance left open what four studies in five decide, more of the same is still the advice.
        return f"; about {max(outlook.seeds, len(decided.seeds) + 1)} seeds would decide it with 80 % power"
    if outlook.items:
        return "; more seeds alone would not decide it, more test items might"
    return "; no practical number of seeds would decide it at this difference and spread"


def signed(value: float) -> str:
    """A difference in points with its sign, a true minus and one decimal.

    >>> signed(-1.25), signed(0.04)
    ('−1.2', '0.0')
    """
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")
