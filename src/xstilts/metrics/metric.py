"""What a score means: its unit, which way is better, what guessing gives, and the best that there is.

Gates, colours, harm, smallest effects and sentences follow from it, so that nothing assumes points from 0 to 100.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

POINTS = "points"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric kept by item: its value is `scale` x sum(numerators) / sum(denominators), in `unit`.

    `better` says which way is better. A gain is signed so that more than 0 always is better (`sign`). `guess` is what
    guessing gives on any data; None where that hangs on the data, as the task type's `guess` says. `ceiling` is the
    best possible value, None where there is none. `smallest_effect` is the difference below which none matters unless
    a claim says otherwise, `digits` how many decimals are printed.
    """

    name: str
    unit: str = POINTS
    better: Literal["higher", "lower"] = "higher"
    scale: float = 100.0
    guess: float | None = None
    ceiling: float | None = 100.0
    smallest_effect: float = 1.0
    digits: int = 1

    @property
    def sign(self) -> float:
        """1 where higher is better, else -1: what a difference is multiplied with to be a gain."""
        return 1.0 if self.better == "higher" else -1.0

    def value(self, numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> float:
        """The metric over items, both arrays (items,); 0 where the denominators sum to 0."""
        total = float(denominator.sum())
        return self.scale * float(numerator.sum()) / total if total else 0.0

    def room(self, guess: float | None) -> float | None:
        """How much better than guessing one can be; None where guess or ceiling are not known."""
        if guess is None or self.ceiling is None:
            return None
        return self.sign * (self.ceiling - guess)

    def step(self, share: float, guess: float | None) -> float | None:
        """A `share` of the scale, as a difference: of 100 points, or else of the room above guessing."""
        if self.unit == POINTS:
            return share * 100.0
        room = self.room(guess)
        return None if room is None else share * room

    def passes(self, value: float, guess: float | None, share: float) -> bool | None:
        """Whether `value` is better than guessing by a `share` of the scale; None where that cannot be known."""
        step = self.step(share, guess)
        return None if guess is None or step is None else self.sign * (value - guess) >= step


class Items(NamedTuple):
    """One metric on single items: over any set of items it is its scale x sum(numerator) / sum(denominator).

    Accuracy has 1 for a right item over 1; an F1 has 2 x (true positives) over (predicted + gold). Kept by item
    so that a bootstrap can draw items anew. Both arrays are (items,) float64.
    """

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    @property
    def ratio(self) -> float:
        """sum(numerator) / sum(denominator) over all items, and 0 where the denominators sum to 0."""
        total = float(self.denominator.sum())
        return float(self.numerator.sum()) / total if total else 0.0


ACCURACY = Metric(name="accuracy")
F1 = Metric(name="f1")


def amount(value: float, unit: str) -> str:
    """A number with its unit.

    >>> amount(1.0, "points"), amount(0.05, "nats")
    ('1 point', '0.05 nats')
    """
    return f"{value:g} {unit.removesuffix('s') if value == 1 else unit}"
