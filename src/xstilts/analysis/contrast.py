"""A claim to be judged, and its outcome in words: one plain sentence with the figures in it."""

from dataclasses import dataclass

from xstilts.analysis.power import Outlook
from xstilts.analysis.stats import Estimate
from xstilts.metrics.metric import POINTS, amount
from xstilts.study import claims
from xstilts.study.settings.study import Study

SUPPORTED, NOT_SUPPORTED, INCONCLUSIVE = "supported", "not supported", "inconclusive"
CONTRADICTED, NO_EFFECT = "contradicted", "no meaningful effect"


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A claim to be judged: recipe `better` beats recipe `than` on the targets `on`, zero-shot, by `smallest_effect`.

    `languages` are those to average over; None takes the languages of each target that are zero-shot for both recipes.
    `metric` names what is compared, each target's headline unless it does. `unit`, `digits` and whether lower is better
    (`lower`) are the metric's: a difference is always signed so that more than 0 speaks for `better`. With `instead`
    other recipes stand for `better` in single languages, such as the one that has left a language out in that language.
    """

    claim: str
    better: str
    than: str
    on: tuple[str, ...]
    smallest_effect: float
    languages: tuple[str, ...] | None = None
    metric: str = ""
    unit: str = POINTS
    digits: int = 1
    lower: bool = False
    instead: tuple[tuple[str, str], ...] = ()

    def recipes(self, language: str) -> tuple[str, str]:
        """The two recipes that are compared in a language."""
        return dict(self.instead).get(language, self.better), self.than

    @property
    def where(self) -> str:
        """The scores that it is about, in words."""
        scores = f"{self.metric} of {' and '.join(self.on)}" if self.metric else " and ".join(self.on)
        if self.languages:
            return f"{scores} in {', '.join(self.languages)}"
        return f"{scores}, averaged over the zero-shot languages"

    def amount(self, value: float) -> str:
        """A difference with its sign, in the metric's digits."""
        return signed(value, self.digits)

    def shown(self, value: float) -> str:
        """A difference with its sign and unit, and what the sign means where lower is better."""
        return f"{self.amount(value)} {self.unit}" + (" (lower is better, a gain is above 0)" if self.lower else "")


def contrasts(study: Study) -> tuple[Contrast, ...]:
    """The study's claims, with the unit and direction of what each is measured by, and its smallest effect."""
    found = []
    for claim in study.contrasts:
        metric = claims.measured(study, claim)
        effect = metric.smallest_effect if claim.smallest_effect is None else claim.smallest_effect
        found.append(
            Contrast(
                claim=claim.claim,
                better=claim.better,
                than=claim.than,
                on=claim.targets,
                smallest_effect=effect,
                languages=claim.languages,
                metric=claim.metric or "",
                unit=metric.unit,
                digits=metric.digits,
                lower=metric.better == "lower",
            )
        )
    return tuple(found)


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
        interval = (
            f"{100 * decided.level:.4g} % interval {contrast.amount(decided.low)} to {contrast.amount(decided.high)}; "
        )
    verb = "gains" if contrast.lower else "scores"
    return (
        f"{opening}: on {contrast.where}, {contrast.better} {verb} {contrast.shown(decided.value)} against "
        f"{contrast.than} ({interval}{seeds}){_ending(contrast, outcome, decided, outlook)}."
    )


def _ending(contrast: Contrast, outcome: tuple[str, str], decided: Estimate, outlook: Outlook | None) -> str:
    """What follows the figures: what the outcome means, or what would decide it."""
    kind, reason = outcome
    smallest = amount(contrast.smallest_effect, contrast.unit)
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


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign, a true minus and so many decimals.

    >>> signed(-1.25), signed(0.04), signed(0.04, 3)
    ('−1.2', '0.0', '+0.040')
    """
    plain = f"{value:+.{digits}f}"
    return plain.replace("-", "−") if plain.strip("+-0.") else plain[1:]
