"""Simulated studies with a known truth, judged by the code that judges real ones: does it keep what it promises?

Scores are drawn item by item from given variance components, laid out as a panel, and go through bootstrap, Holm's
correction, gates and rule like any study's. Nothing here knows how a verdict is reached.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from xstilts.analysis import power, stats
from xstilts.analysis.components import Components
from xstilts.analysis.contrast import SUPPORTED, Contrast
from xstilts.analysis.panel import Panel
from xstilts.analysis.verdict import Verdict, judge
from xstilts.metrics.metric import ACCURACY
from xstilts.study.results import ScoredCell

BASELINE, TARGET, LANGUAGE = "none", "simulated", "xx"
LEVEL, ROOM = 50.0, 40.0
"""The baseline's score in points, and how far above it an effect may lie: away from guessing and from the ceiling."""
IDS = tuple(map(str, range(100)))
"""Test items of a simulated study. Components are variances of means over all items, so more would change nothing."""
DRAWS = 2000
"""Of the bootstrap, a fifth of a real study's. Far fewer would cost power: no p value is below 2 over their number."""
TOLERANCE = 0.05
"""How far simulated power may lie from what was promised, beside the luck of the simulation."""
LUCK = 0.001
"""How unlikely a result must be under all that would be right before it counts as a failure."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A study to simulate: one claim for each of `effects` (points), all against one baseline, over so many `seeds`."""

    effects: tuple[float, ...]
    seeds: int
    components: Components
    smallest_effect: float = 1.0

    def within_range(self) -> "Scenario":
        """The same study in smaller points where an effect would not fit below the ceiling: the rule has no unit."""
        scale = max(1.0, max(self.effects) / ROOM)
        return replace(
            self,
            effects=tuple(effect / scale for effect in self.effects),
            components=self.components.scaled(1 / scale),
            smallest_effect=self.smallest_effect / scale,
        )

    @property
    def contrasts(self) -> list[Contrast]:
        """The claims: every recipe is better than none."""
        return [
            Contrast(
                claim=f"{recipe} helps",
                better=recipe,
                than=BASELINE,
                on=(TARGET,),
                smallest_effect=self.smallest_effect,
            )
            for recipe in map(_recipe, range(len(self.effects)))
        ]


def verdicts(scenario: Scenario, random: np.random.Generator, *, draws: int = DRAWS) -> tuple[Verdict, ...]:
    """The verdicts on one simulated study, one for each claim."""
    scenario = scenario.within_range()
    return judge(panel(scenario, random), scenario.contrasts, draws=draws, seed=int(random.integers(2**31)))


def panel(scenario: Scenario, random: np.random.Generator) -> Panel:
    """One simulated study's scores.

    The baseline has LEVEL on every item. Recipe k with seed s has, on item i and in points, LEVEL + effect_k + a_ks +
    b_ki + c_ksi, where a has the variance `seed`, and b and c so much that their means over all items have those of
    the components. Recipes are independent of each other.
    """
    parts, seeds, items = scenario.components, scenario.seeds, len(IDS)
    cells = [_cell(BASELINE, seed, np.full(items, LEVEL)) for seed in range(seeds)]
    for number, effect in enumerate(scenario.effects):
        of_seeds = random.normal(0.0, sqrt(parts.seed), (seeds, 1))
        of_items = random.normal(0.0, sqrt(parts.item * items), (1, items))
        of_both = random.normal(0.0, sqrt(parts.interaction * items), (seeds, items))
        scores = LEVEL + effect + of_seeds + of_items + of_both  # (seeds, items)
        cells += [_cell(_recipe(number), seed, scores[seed]) for seed in range(seeds)]
    return Panel.of(cells)


def _recipe(number: int) -> str:
    return f"recipe {number + 1}"


def _cell(recipe: str, seed: int, points: NDArray[np.float64]) -> ScoredCell:
    return ScoredCell(
        encoder="simulated",
        recipe=recipe,
        target=TARGET,
        language=LANGUAGE,
        seed=seed,
        metric=ACCURACY,
        guess=0.0,
        ids=IDS,
        numerator=points / 100,
        denominator=np.ones(len(IDS)),
    )


class Check(NamedTuple):
    """One promise and what became of it in `repeats` simulated studies of so many `claims` and `seeds`.

    Without an `effect` (points) all claims are false: `rate` is the share of studies with any `supported`, at most
    `promised`. Else the first claim has that effect and the others none: `rate` is how often it is supported.
    """

    claims: int
    seeds: int
    effect: float
    promised: float
    rate: float
    repeats: int

    @property
    def passed(self) -> bool:
        """Whether the rate is as promised, but for luck that happens (LUCK): exact binomial tails."""
        count = round(self.rate * self.repeats)
        too_many = float(binom.sf(count - 1, self.repeats, self._most))
        too_few = float(binom.cdf(count, self.repeats, self.promised - TOLERANCE)) if self.effect else 1.0
        return min(too_many, too_few) >= LUCK

    @property
    def _most(self) -> float:
        return min(1.0, self.promised + TOLERANCE) if self.effect else self.promised


def checks(
    base: Scenario, *, claims: Sequence[int], seeds: Sequence[int], repeats: int, random: int = 0
) -> Iterator[Check]:
    """For every number of claims and seeds: a family of false claims, and one whose first claim can be detected.

    `base` gives components and smallest effect. The same arguments give the same figures.
    """
    for count in seeds:
        for size in claims:
            effect = power.detectable(base.smallest_effect, base.components, count, power.level(size)) or 0.0
            for first in (0.0, effect):
                scenario = replace(base, effects=(first, *[0.0] * (size - 1)), seeds=count)
                yield check(scenario, repeats, np.random.default_rng([random, count, size, first > 0]))


def check(scenario: Scenario, repeats: int, random: np.random.Generator) -> Check:
    """What becomes of the promise for a scenario whose claims are all false, or all but the first."""
    size, effect = len(scenario.effects), scenario.effects[0]
    promised, counted = stats.ALPHA, size
    if effect:
        level = power.level(size)
        promised = power.supported(effect, scenario.smallest_effect, scenario.components, scenario.seeds, level)
        counted = 1
    judged = (verdicts(scenario, random)[:counted] for _ in range(repeats))
    supported = sum(any(verdict.kind == SUPPORTED for verdict in family) for family in judged)
    return Check(size, scenario.seeds, effect, promised, supported / repeats, repeats)
