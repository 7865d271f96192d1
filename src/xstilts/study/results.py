"""A study's results as plain values: one `Row` a score, and a `ScoredCell` with the same score kept item by item."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Row:
    """One score: `value` in points from 0 to 100 over `n` items; `key` is the Score stage that it came from."""

    study: str
    encoder: str
    recipe: str
    target: str
    language: str
    seed: int
    metric: str
    value: float
    n: int
    key: str


@dataclass(frozen=True, kw_only=True)
class ScoredCell:
    """One score kept by item: its value is 100 x sum(numerator) / sum(denominator).

    `ids` name the items; an item's translations have the same id in every language, so that they can be drawn
    together. The arrays are (items,) float64. `key` is the Score stage that it came from.
    """

    encoder: str
    recipe: str
    target: str
    language: str
    seed: int
    metric: str
    ids: tuple[str, ...] = field(repr=False)
    numerator: NDArray[np.float64] = field(repr=False)
    denominator: NDArray[np.float64] = field(repr=False)
    key: str = ""

    @property
    def value(self) -> float:
        """The score over all items, in points from 0 to 100 (0 where the denominators sum to 0)."""
        total = float(self.denominator.sum())
        return 100.0 * float(self.numerator.sum()) / total if total else 0.0
