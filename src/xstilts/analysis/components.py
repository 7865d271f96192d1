"""Variance components of a difference: how much of its noise comes from seeds, from test items, and from both together.

They say where to spend compute (more seeds or more items), and power is computed from them (analysis.power).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Components:
    """The variance of a difference in points squared, over the test items that there are.

    The difference of seed s is `D_s = effect + a_s + b + c_s`, where `a_s` has the variance `seed`, `b`, the luck of
    the test items, `item`, and `c_s`, what a seed makes of each item, `interaction`. The mean of S seeds therefore
    has the variance `(seed + interaction) / S + item`. `seeds` are those that the figures were measured on; with 0
    they are assumed.
    """

    seed: float
    item: float
    interaction: float
    seeds: int = 0

    @property
    def across_seeds(self) -> float:
        """The variance of one seed's difference among seeds that share their test items."""
        return self.seed + self.interaction

    def scaled(self, factor: float) -> "Components":
        """The same in another unit: every standard deviation times the factor."""
        seed, item, interaction = (factor**2 * part for part in (self.seed, self.item, self.interaction))
        return replace(self, seed=seed, item=item, interaction=interaction)

    def plain(self) -> dict[str, Any]:
        """Standard deviations in points, as JSON."""
        deviations = {name: round(getattr(self, name) ** 0.5, 4) for name in ("seed", "item", "interaction")}
        return {**{f"{name}_sd": value for name, value in deviations.items()}, "seeds": self.seeds}


ASSUMED = Components(seed=3.0**2, item=1.0**2, interaction=1.0**2)
"""What is assumed where nothing was measured: seeds spread by 3 points, 1,000 items leave 1 point, 1 by seed and item.

The spread is the middle one of three contrasts measured on the lab's paraphrases (1.1, 3.0 and 8.4 points); two models
that disagree on a fifth of 1,000 items have a difference with a standard error of sqrt(.2 / 1000) = 1.4 points, of
which half the variance is taken to be the items' own.
"""


def estimate(by_seed: Floats, noise_by_seed: float, noise_of_mean: float) -> Components | None:
    """The components by the method of moments (a two-way analysis of variance); None with fewer than two seeds.

    `by_seed` (S,) are the differences of all seeds in points. `noise_by_seed` is the variance of one seed's difference
    when items are drawn anew, averaged over seeds: item + interaction. `noise_of_mean` is that of the mean over seeds:
    item + interaction / S. What comes out below 0 is set to 0 (Searle, Casella & McCulloch 1992, Variance
    Components).
    """
    count = len(by_seed)
    if count < 2:
        return None
    interaction = max(0.0, float(noise_by_seed - noise_of_mean) * count / (count - 1))
    return Components(
        seed=max(0.0, float(by_seed.var(ddof=1)) - interaction),
        item=max(0.0, float(noise_of_mean) - interaction / count),
        interaction=interaction,
        seeds=count,
    )


def pooled(measured: list[Components]) -> Components:
    """The mean of several measurements, each weighted by its degrees of freedom (seeds less one)."""
    weights = np.array([one.seeds - 1 for one in measured], dtype=np.float64)
    seed, item, interaction = (
        float(np.average([getattr(one, name) for one in measured], weights=weights))
        for name in ("seed", "item", "interaction")
    )
    return Components(seed=seed, item=item, interaction=interaction, seeds=int(weights.sum()) + 1)
