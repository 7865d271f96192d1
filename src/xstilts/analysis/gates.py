"""What must hold before a contrast may be judged: everything was learned, is above chance, below the ceiling, done.

A failed gate makes the verdict inconclusive and names itself. Limits are in points and can be read in each text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from xstilts.analysis import stats
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.transfer import SOURCE

LEARNED_INTERMEDIATE = 15.0
LEARNED_TARGET = 10.0
CEILING = 97.0


class Gate(NamedTuple):
    """One condition, whether it holds (None: it could not be checked or does not apply), and the figures behind it."""

    name: str
    passed: bool | None
    detail: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a study knows beside its scores.

    `chance` gives the score of guessing, in points, by (target, language); 0 where it is not given. `learned`
    gives, by recipe, the intermediate tasks with (task, English score, chance) after intermediate training.
    """

    chance: Mapping[tuple[str, str], float] = field(default_factory=dict)
    learned: Mapping[str, tuple[tuple[str, float, float], ...]] = field(default_factory=dict)

    def chance_of(self, place: Place) -> float:
        """The score of guessing at a place, in points."""
        return self.chance.get((place.target, place.language), 0.0)


def gates(panel: Panel, places: Sequence[Place], facts: Facts) -> tuple[Gate, ...]:
    """All gates of a contrast over the zero-shot `places` of both of its recipes."""
    source = list(dict.fromkeys(place._replace(language=SOURCE) for place in places))
    return (
        _complete(panel, places),
        _intermediate(dict.fromkeys(place.recipe for place in places), facts),
        _target(panel, [place for place in source if place in panel.cells], facts),
        _zero_shot(panel, places, facts),
        _ceiling(panel, places, facts),
    )


def _complete(panel: Panel, places: Sequence[Place]) -> Gate:
    absent = panel.absent(places)
    if absent:
        return Gate("all seeds complete", False, f"missing: {'; '.join(absent)}")
    return Gate("all seeds complete", True, f"{len(panel.seeds)} of {len(panel.seeds)} seeds everywhere")


def _intermediate(recipes: Mapping[str, None], facts: Facts) -> Gate:
    name = f"intermediate tasks learned (English {LEARNED_INTERMEDIATE:g} points above chance)"
    known = [(recipe, *entry) for recipe in recipes for entry in facts.learned.get(recipe, ())]
    if not known:
        return Gate(name, None, "no score of the intermediate tasks themselves")
    detail = "; ".join(f"{recipe}: {task} {score:.1f} (chance {chance:.1f})" for recipe, task, score, chance in known)
    return Gate(name, all(score >= chance + LEARNED_INTERMEDIATE for _, _, score, chance in known), detail)


def _target(panel: Panel, source: Sequence[Place], facts: Facts) -> Gate:
    name = f"targets learned (English {LEARNED_TARGET:g} points above chance)"
    if not source:
        return Gate(name, None, "no English test data on these targets")
    scores = [(place, _mean(panel, place), facts.chance_of(place)) for place in source]
    detail = "; ".join(f"{p.recipe} on {p.target} {score:.1f} (chance {chance:.1f})" for p, score, chance in scores)
    return Gate(name, all(score >= chance + LEARNED_TARGET for _, score, chance in scores), detail)


def _zero_shot(panel: Panel, places: Sequence[Place], facts: Facts) -> Gate:
    """In at least half of the languages, one of the two recipes is above chance (one-sided t test over seeds)."""
    name = "zero-shot above chance in half of the languages"
    if len(panel.seeds) < 2:
        return Gate(name, None, "one seed cannot be tested")
    pairs = {(place.target, place.language): False for place in places}
    for place in places:
        values = np.array([cell.value for cell in panel.cells.get(place, {}).values()])
        above = stats.t_test(values, facts.chance_of(place), two_sided=False) < stats.ALPHA
        pairs[place.target, place.language] |= above
    below = [f"{language} ({target})" for (target, language), above in pairs.items() if not above]
    detail = f"{len(pairs) - len(below)} of {len(pairs)}" + (f"; not: {', '.join(below)}" if below else "")
    return Gate(name, 2 * len(below) <= len(pairs), detail)


def _ceiling(panel: Panel, places: Sequence[Place], facts: Facts) -> Gate:
    found = []
    for place in places:
        chance = facts.chance_of(place)
        if place in panel.cells and 100 * (_mean(panel, place) - chance) > CEILING * (100 - chance):
            found.append(f"{place.recipe} on {place.target} ({place.language}) {_mean(panel, place):.1f}")
    detail = "; ".join(found) or f"no score above {CEILING:g} % of the way from chance to 100"
    return Gate("room below the ceiling", not found, detail)


def _mean(panel: Panel, place: Place) -> float:
    return float(np.mean([cell.value for cell in panel.cells[place].values()]))
