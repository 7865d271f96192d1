"""Power by the verdict's own rule: how likely a claim is to be supported, from what effect on, with how many seeds.

The rule (analysis.verdict): a claim is supported when the wider of two intervals, at Holm's level, lies above 0 and the
estimate reaches the smallest effect that matters. Let D be the mean difference of S seeds, s its standard deviation
across seeds, and the variance components those of analysis.components, in which

    D ~ Normal(effect, (seed + interaction) / S + item)         s^2 ~ (seed + interaction) * chi2(S - 1) / (S - 1)

are independent. Half the width of the wider interval is a function of s alone,

    h(s) = max( t * s / sqrt(S),                                                        the t interval over seeds
                z * sqrt(s^2 (S - 1) / S^2 + item + interaction (2 S - 1) / S^2) )      the two-way bootstrap

with t and z the quantiles at 1 - alpha / 2. The first term under the root is the variance of a mean of S seeds drawn
anew (it divides by S where s^2 divides by S - 1); a seed drawn n times brings its interaction with the weight n / S,
and the expected sum of (n / S)^2 is (2 S - 1) / S^2 (Owen 2007, The pigeonhole bootstrap). So

    P(supported) = E[ P(D >= max(smallest, h(s)) | s) ]

which is one integral over the chi-square distribution of s^2. Without noise of items and without a smallest effect it
is the power of the t test, the upper tail of the noncentral t distribution (Johnson, Kotz & Balakrishnan 1995, ch. 31).
The other two verdicts that decide a claim have their probability likewise. All is at alpha / m for m claims, Holm's
strictest level: what is promised for one claim holds whatever becomes of the others. Gates are taken to hold.

What is promised is the power at the given components. Measured on few seeds they are noisy: see `spread_interval`.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from xstilts.analysis.components import Components
from xstilts.analysis.stats import ALPHA

POWER = 0.8
MOST_SEEDS = 1000
NODES = 500
"""Equally likely values of s^2 over which the integral is taken; with 500 it is right to a thousandth."""
Floats = NDArray[np.float64]


class Outlook(NamedTuple):
    """What would decide a claim with 80 % power: `seeds`, or where no number of them does, `items`: more test items.

    `detectable` is the least true effect that is supported with the seeds and items that there are.
    """

    seeds: int | None
    items: bool
    detectable: float | None


def outlook(effect: float, smallest: float, components: Components, alpha: float = ALPHA) -> Outlook:
    """The outlook of a claim whose true effect is `effect`, as the study that measured the components could know it."""
    needed = seeds_to_decide(effect, smallest, components, alpha)
    on_endless_items = replace(components, item=0.0, interaction=0.0)
    items = needed is None and seeds_to_decide(effect, smallest, on_endless_items, alpha) is not None
    return Outlook(needed, items, detectable(smallest, components, components.seeds, alpha))


def level(claims: int) -> float:
    """The strictest level at which Holm's procedure tests one of so many claims."""
    return ALPHA / max(1, claims)


def supported(effect: float, smallest: float, components: Components, seeds: int, alpha: float = ALPHA) -> float:
    """The chance that a claim with a true `effect` is supported; `smallest` is the smallest effect that matters."""
    if seeds < 2:
        return 0.0
    least = np.maximum(smallest, _half_widths(components, seeds, alpha))
    return float(scipy.special.ndtr((effect - least) / _error(components, seeds)).mean())


def decided(effect: float, smallest: float, components: Components, seeds: int, alpha: float = ALPHA) -> float:
    """The chance of any verdict but `inconclusive`: supported, contradicted, or no meaningful effect.

    With D and h as above: contradicted is D < -h, no meaningful effect else |D| < smallest - h.
    """
    if seeds < 2:
        return 0.0
    half, error = _half_widths(components, seeds, alpha), _error(components, seeds)
    contradicted = scipy.special.ndtr((-half - effect) / error)
    room = np.maximum(0.0, smallest - half)
    below = scipy.special.ndtr((-np.minimum(room, half) - effect) / error)
    within = scipy.special.ndtr((room - effect) / error) - below
    return supported(effect, smallest, components, seeds, alpha) + float((contradicted + within).mean())


def detectable(smallest: float, components: Components, seeds: int, alpha: float = ALPHA) -> float | None:
    """The least true effect that is supported with 80 % power; None with one seed."""
    if seeds < 2:
        return None
    most = max(smallest, _error(components, seeds))
    while supported(most, smallest, components, seeds, alpha) < POWER:
        most *= 2

    def lacking(effect: float) -> float:
        return supported(effect, smallest, components, seeds, alpha) - POWER

    return float(scipy.optimize.brentq(lacking, 0.0, most, xtol=1e-4))


def seeds_to_support(effect: float, smallest: float, components: Components, alpha: float = ALPHA) -> int | None:
    """The fewest seeds with which a true `effect` is supported with 80 % power; None above 1,000.

    An effect at or below the smallest that matters has none: its estimate falls short of it every other time.
    """
    return _fewest(lambda seeds: supported(effect, smallest, components, seeds, alpha))


def seeds_to_decide(effect: float, smallest: float, components: Components, alpha: float = ALPHA) -> int | None:
    """The fewest seeds with which a true `effect` gets a verdict other than inconclusive, with 80 % power."""
    return _fewest(lambda seeds: decided(effect, smallest, components, seeds, alpha))


def spread_interval(components: Components, share: float = 0.8) -> tuple[float, float] | None:
    """Where the true standard deviation across seeds lies, in that share of cases, by the chi-square interval.

    None for assumed components.
    """
    freedom = components.seeds - 1
    if freedom < 1:
        return None
    tail = (1 - share) / 2
    low, high = (
        math.sqrt(components.across_seeds * freedom / float(scipy.special.chdtri(freedom, 1 - quantile)))
        for quantile in (1 - tail, tail)
    )
    return low, high


def _fewest(chance: Callable[[int], float]) -> int | None:
    """The least number of seeds whose chance is 80 %: doubled until it is enough, then halved in between."""
    enough = 2
    while chance(enough) < POWER:
        if enough == MOST_SEEDS:
            return None
        enough = min(2 * enough, MOST_SEEDS)
    too_few = enough // 2 if enough > 2 else 1
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        enough, too_few = (middle, too_few) if chance(middle) >= POWER else (enough, middle)
    return enough


def _error(components: Components, seeds: int) -> float:
    """The standard deviation of D. A difference without any noise is given next to none, so that it can be divided."""
    return max(1e-9, math.sqrt(components.across_seeds / seeds + components.item))


def _half_widths(components: Components, seeds: int, alpha: float) -> Floats:
    """(NODES,): half the width of the wider interval, at equally likely values of the variance across seeds."""
    variance = components.across_seeds * _chi_squares(seeds - 1)
    t = float(scipy.special.stdtrit(seeds - 1, 1 - alpha / 2))
    z = float(scipy.special.ndtri(1 - alpha / 2))
    items = components.item + components.interaction * (2 * seeds - 1) / seeds**2
    of_seeds = t * np.sqrt(variance / seeds)
    of_both = z * np.sqrt(variance * (seeds - 1) / seeds**2 + items)
    wider: Floats = np.maximum(of_seeds, of_both)
    return wider


@cache
def _chi_squares(freedom: int) -> Floats:
    """(NODES,): the middles of equally likely parts of a chi-square distribution, over its degrees of freedom."""
    quantiles: Floats = scipy.special.chdtri(freedom, (np.arange(NODES) + 0.5) / NODES) / freedom
    return quantiles
