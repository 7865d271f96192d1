"""A study's results as plain values: one `Row` a score, and a `ScoredCell` with the same score kept item by item."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.metric import Metric
from xstilts.study.exposure import Exposure


@dataclass(frozen=True, kw_only=True)
class Row:
    """One score: `value` in the metric's unit over `n` items; `key` is the Score stage that it came from."""

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
    """One score kept by item: its value is the metric's scale x sum(numerator) / sum(denominator).

    `guess` is what guessing gives, None where that is not known; `exposure` what the model had seen of each language.
    `ids` name the items; an item's translations have the same id in every language, so that they can be drawn together.
    The arrays are (items,) float64. `key` is the Score stage that it came from.
    """

    encoder: str
    recipe: str
    target: str
    language: str
    seed: int
    metric: Metric
    ids: tuple[str, ...] = field(repr=False)
    numerator: NDArray[np.float64] = field(repr=False)
    denominator: NDArray[np.float64] = field(repr=False)
    guess: float | None = None
    exposure: Exposure = field(default=Exposure(), repr=False)
    key: str = ""

    @property
    def value(self) -> float:
        """The score over all items, in the metric's unit (0 where the denominators sum to 0)."""
        return self.metric.value(self.numerator, self.denominator)
