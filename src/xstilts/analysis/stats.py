"""Numbers with their uncertainty: intervals and tests over seeds, corrections for many tests.

Seeds are few, so nothing here leans on items alone: a bootstrap over test items by itself finds differences between
two copies of one method far more often than one time in twenty.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

ALPHA = 0.05
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number as it is printed: `value` with the interval `low` to `high` at `level`, and what it rests on.

    `n` counts distinct test items, `seeds` are those used and `missing` those that the study wants and that are not
    there. `p` is the interval's own two-sided p value, `p_flip` that of the exact sign-flip test, `d_z` the mean over
    the standard deviation across seeds `sd`, `error` the standard error. With one seed there is no interval: `low`
    and `high` are infinite, and what cannot be known is None.
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    level: float = 1 - ALPHA
    seeds: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    p: float | None = None
    p_flip: float | None = None
    sd: float | None = None
    d_z: float | None = None
    error: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether there is an interval at all."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def plain(self) -> dict[str, Any]:
        """All fields as JSON; an end of the interval that is not known is null."""
        known = dict(self.__dict__)
        known["low"], known["high"] = (end if math.isfinite(end) else None for end in (self.low, self.high))
        return {**known, "seeds": list(self.seeds), "missing": list(self.missing)}


def t_interval(values: Floats, alpha: float = ALPHA) -> tuple[float, float]:
    """The two-sided t interval of the mean of `values` (seeds,); infinite for fewer than two."""
    if len(values) < 2:
        return -math.inf, math.inf
    half = float(scipy.stats.t.ppf(1 - alpha / 2, len(values) - 1)) * standard_error(values)
    mean = float(values.mean())
    return mean - half, mean + half


def standard_error(values: Floats) -> float:
    """Of the mean of `values` (two or more)."""
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def t_test(values: Floats, above: float = 0.0, *, two_sided: bool = True) -> float:
    """The p value of the t test that the mean is `above` (one-sided: not greater); 1 for fewer than two values."""
    if len(values) < 2:
        return 1.0
    # Values that are all equal have no spread, so no t: they are above or not, but for rounding.
    shift, error = float(values.mean()) - above, standard_error(values)
    if error <= 1e-12 * max(1.0, abs(float(values.mean()))):
        extreme = shift > 0 or (two_sided and shift < 0)
        return 0.0 if extreme and abs(shift) > 1e-12 else 1.0
    ratio = shift / error
    tail = float(scipy.stats.t.sf(abs(ratio) if two_sided else ratio, len(values) - 1))
    return min(1.0, 2 * tail if two_sided else tail)


def sign_flip(values: Floats) -> float:
    """The exact two-sided p value under all 2^S flips of sign of `values` (S,), at most 20 of them.

    Its least value is 2^(1-S): three seeds cannot go below 0.25, six are needed for 0.05.
    """
    if len(values) > 20:
        raise ValueError(f"{len(values)} values have too many sign flips, at most 20 can be listed")
    # A sum of all flips is one of the left half (2^S/2,) and one of the right: sorted, those far from 0 are counted.
    left, right = (_flipped(half) for half in np.array_split(values, 2))
    # As far from 0 as what was seen, with room for rounding: sums in another order differ in their last bits.
    observed = abs(float(values.sum()))
    observed -= 1e-9 * max(1.0, observed)
    right.sort()
    above = len(right) - np.searchsorted(right, observed - left)
    below = np.searchsorted(right, -observed - left, side="right")
    return min(1.0, float((above + below).mean()) / len(right))


def _flipped(values: Floats) -> Floats:
    """(2^n,): the sums of `values` (n,) under all flips of sign."""
    # (2^S,): every sum of signed values, doubled value by value, the next one added in half and taken off in half.
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return sums


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p values, in the given order (Holm 1979, step-down Bonferroni)."""
    # The least of m p values is multiplied by m, the next by m - 1 ...; none may fall below the one before it.
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(np.argsort(p_values, kind="stable")):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def holm_alphas(p_values: Sequence[float], alpha: float = ALPHA) -> list[float]:
    """The level at which Holm's procedure tests each p value, in the given order: alpha / m for the least of m."""
    alphas = [alpha] * len(p_values)
    for rank, index in enumerate(np.argsort(p_values, kind="stable")):
        alphas[index] = alpha / (len(p_values) - rank)
    return alphas


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values that bound the share of false discoveries, in the given order."""
    return [float(p) for p in scipy.stats.false_discovery_control(p_values)] if len(p_values) else []


def equivalence(values: Floats, smallest: float) -> float:
    """The p value of the two one-sided t tests that the mean lies within (-smallest, smallest) (Schuirmann 1987)."""
    return max(t_test(values, -smallest, two_sided=False), t_test(-values, -smallest, two_sided=False))
