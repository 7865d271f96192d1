"""What must hold before a contrast may be judged: everything was learned, is above chance, below the ceiling, done.

A failed gate makes the verdict inconclusive and names itself. Limits follow the metric: fixed points where it is in
points, else a share of the room between guessing and the ceiling. The figures stand in each gate's text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from xstilts.analysis import stats
from xstilts.analysis.budgets import RecipeBudget, differences
from xstilts.analysis.panel import Panel, Place
from xstilts.metrics.metric import POINTS, Metric

LEARNED_INTERMEDIATE = 0.15
LEARNED_TARGET = 0.10
CEILING = 0.97
"""Shares of a metric's scale (see `Metric.step`), and of the room between guessing and the ceiling."""


class Gate(NamedTuple):
    """One condition, whether it holds (None: it could not be checked or does not apply), and the figures behind it."""

    name: str
    passed: bool | None
    detail: str


@dataclass(frozen=True, kw_only=True)
class LearnedCheck:
    """A score by which something was learned or not: `value` and `guess` in the metric's unit, mean over seeds."""

    encoder: str
    recipe: str
    task: str
    language: str
    metric: Metric
    value: float
    guess: float | None

    def text(self) -> str:
        """The check with its figures."""
        digits = self.metric.digits
        guess = "not known" if self.guess is None else f"{self.guess:.{digits}f}"
        return f"{self.recipe}: {self.task} ({self.language}) {self.value:.{digits}f} (guessing {guess})"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a study knows beside its table: scores of the intermediate tasks and, without own test data, of targets;
    what each recipe has cost, and which parts of that the study wants to `match`.
    """

    intermediate: tuple[LearnedCheck, ...] = field(default=())
    targets: tuple[LearnedCheck, ...] = field(default=())
    budgets: tuple[RecipeBudget, ...] = field(default=())
    match: tuple[str, ...] = ()


def gates(panel: Panel, places: Sequence[Place], facts: Facts) -> tuple[Gate, ...]:
    """All gates of a contrast over the `places` of both of its recipes."""
    return (
        _complete(panel, places),
        _learned("intermediate tasks learned", LEARNED_INTERMEDIATE, _intermediate(places, facts)),
        _learned("targets learned", LEARNED_TARGET, _targets(panel, places, facts)),
        _zero_shot(panel, places),
        _ceiling(panel, places),
        *((_matched(places, facts),) if facts.match else ()),
    )


def _complete(panel: Panel, places: Sequence[Place]) -> Gate:
    absent = panel.absent(places)
    if absent:
        return Gate("all seeds complete", False, f"missing: {'; '.join(absent)}")
    return Gate("all seeds complete", True, f"{len(panel.seeds)} of {len(panel.seeds)} seeds everywhere")


def _learned(name: str, share: float, checks: Sequence[LearnedCheck]) -> Gate:
    """Every check is better than guessing by a share of its scale; what cannot be known is left to the reader."""
    units = {check.metric.unit for check in checks} or {POINTS}
    limits = [f"{100 * share:g} points" if unit == POINTS else f"{100 * share:g} % of the room" for unit in units]
    name = f"{name} ({' or '.join(sorted(limits))} above guessing, in the language of training)"
    if not checks:
        return Gate(name, None, "no score in a language of training")
    outcomes = [check.metric.passes(check.value, check.guess, share) for check in checks]
    passed = None if all(outcome is None for outcome in outcomes) else False not in outcomes
    return Gate(name, passed, "; ".join(check.text() for check in checks))


def _intermediate(places: Sequence[Place], facts: Facts) -> list[LearnedCheck]:
    models = {place[:2] for place in places}
    return [check for check in facts.intermediate if (check.encoder, check.recipe) in models]


def _targets(panel: Panel, places: Sequence[Place], facts: Facts) -> list[LearnedCheck]:
    """The targets' scores in their own training languages: of the table, or dev scores where it has none there."""
    checks = []
    for encoder, recipe, target in dict.fromkeys(place[:3] for place in places):
        headline = panel.metric(target)
        source = [
            Place(encoder, recipe, target, language, panel.headline(target))
            for language in panel.sources(encoder, target, recipe)
        ]
        checks += [
            LearnedCheck(
                encoder=encoder,
                recipe=recipe,
                task=target,
                language=place.language,
                metric=headline,
                value=panel.mean(place),
                guess=panel.guess(place),
            )
            for place in source
            if headline and place in panel.cells
        ]
        if not source:
            checks += [
                check
                for check in facts.targets
                if (check.encoder, check.recipe, check.task) == (encoder, recipe, target)
            ]
    return checks


def _matched(places: Sequence[Place], facts: Facts) -> Gate:
    """The recipes that are compared have had equal budgets, in what the study wants to match."""
    name = f"budgets matched ({', '.join(facts.match)})"
    models = dict.fromkeys(place[:2] for place in places)
    known = [budget for budget in facts.budgets if (budget.encoder, budget.recipe) in models]
    if not facts.budgets:
        return Gate(name, None, "not known: name the analysis `budget`, and finish the training phases")
    if len(known) < len(models):
        absent = [recipe for encoder, recipe in models if (encoder, recipe) not in {b.place for b in known}]
        return Gate(name, None, f"no training to compare with of {', '.join(dict.fromkeys(absent))}")
    found = [text for other in known[1:] for text in differences(known[0], other, facts.match)]
    return Gate(name, not found, "; ".join(found) or "; ".join(budget.text for budget in known))


def _zero_shot(panel: Panel, places: Sequence[Place]) -> Gate:
    """In at least half of the languages, one of the two recipes is above chance (one-sided t test over seeds)."""
    name = "zero-shot above chance in half of the languages"
    if len(panel.seeds) < 2:
        return Gate(name, None, "one seed cannot be tested")
    pairs: dict[tuple[str, str], bool] = {}
    for place, metric, guess in _with_guess(panel, places):
        values = metric.sign * np.array([cell.value for cell in panel.cells.get(place, {}).values()])
        above = stats.t_test(values, metric.sign * guess, two_sided=False) < stats.ALPHA
        pairs[place[2:4]] = pairs.get(place[2:4], False) or above
    if not pairs:
        return Gate(name, None, "what guessing gives is not known")
    below = [f"{language} ({target})" for (target, language), above in pairs.items() if not above]
    detail = f"{len(pairs) - len(below)} of {len(pairs)}" + (f"; not: {', '.join(below)}" if below else "")
    return Gate(name, 2 * len(below) <= len(pairs), detail)


def _ceiling(panel: Panel, places: Sequence[Place]) -> Gate:
    name = "room below the ceiling"
    full = []
    known = [(place, metric, guess, metric.room(guess)) for place, metric, guess in _with_guess(panel, places)]
    if places and not any(room for *_, room in known):
        return Gate(name, None, "guessing or the ceiling is not known")
    for place, metric, guess, room in known:
        if room and metric.sign * (panel.mean(place) - guess) > CEILING * room:
            full.append(f"{place.recipe} on {place.target} ({place.language}) {panel.mean(place):.{metric.digits}f}")
    detail = "; ".join(full) or f"no score above {100 * CEILING:g} % of the way from guessing to the ceiling"
    return Gate(name, not full, detail)


def _with_guess(panel: Panel, places: Iterable[Place]) -> list[tuple[Place, Metric, float]]:
    """The places that have a score and of which it is known what guessing gives."""
    return [
        (place, metric, guess)
        for place in places
        if (metric := panel.metric(place.target, place.metric)) and (guess := panel.guess(place)) is not None
    ]
