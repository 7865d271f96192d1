"""The items of a group drawn anew, as scores: what a bootstrap multiplies, and how far a single item moves a score."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis.panel import Group, Place

Floats = NDArray[np.float64]
Weights = tuple[tuple[Place, float], ...]
Sum = tuple[Weights, tuple[int, ...]]
"""A weighted sum of scores, and the seeds that all of its places have."""


def ratio(part: Floats | np.float64, whole: Floats | np.float64) -> Floats:
    """Part / whole, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=np.asarray(whole) != 0)


@dataclass(frozen=True)
class ItemStream:
    """One group's draws of items, turned into scores chunk by chunk, and how scores enter the sums."""

    group: Group
    weights: NDArray[np.float64]
    columns: NDArray[np.int64]
    random: np.random.Generator

    @classmethod
    def of(cls, group: Group, sums: Sequence[Sum], width: int, seed: int) -> "ItemStream":
        """The stream of a group, with the columns (sum x seed) that its scores enter."""
        # (series, sums x width): a score enters a sum with its weight, in the column of its seed.
        weights = np.zeros((len(group.series), len(sums) * width))
        for row, column, weight in _entries(group, sums, width):
            weights[row, column] += weight
        columns = np.flatnonzero(weights.any(axis=0))
        # A stream of its own by the group's name: another group's presence or place changes none of its draws.
        random = np.random.default_rng([seed, 1, zlib.crc32(group.name.encode())])
        return cls(group, weights[:, columns], columns, random)

    def scores(self, draws: int) -> Floats:
        """(draws, series): every score of the group with the group's items drawn anew."""
        size = len(self.group.matrix)
        # A draw is a row of counts over items: `size` items picked with replacement, (draws, size), each row moved to a
        # range of its own so that one bincount counts all rows.
        picked = self.random.integers(0, size, (draws, size), dtype=np.int32)
        flat = picked + np.arange(draws, dtype=np.int64)[:, None] * size
        # Counts are small whole numbers: single precision halves the time and costs no digit that is printed.
        counts = np.bincount(flat.ravel(), minlength=draws * size).reshape(draws, size).astype(np.float32)
        # (draws, items) @ (items, columns): sums of all numerators and denominators, of which each series takes two.
        totals = (counts @ self.group.matrix).astype(np.float64)
        return self.group.scales * ratio(totals[:, self.group.numerators], totals[:, self.group.denominators])

    def influences(self, start: int, stop: int) -> Floats:
        """(items, series): how far each of these items moves each score when it is drawn once more, in its unit.

        For a score R = scale x r, r = sum(numerators) / sum(denominators), that is scale x (numerator - r x
        denominator) over the sum of denominators, the derivative of R by the item's count.
        """
        # (columns,) totals; per series its denominator's total and its ratio, both (series,).
        totals = self.group.matrix.sum(axis=0, dtype=np.float64)
        below = totals[self.group.denominators]
        quotient = ratio(totals[self.group.numerators], below)
        some = self.group.matrix[start:stop]
        moves = some[:, self.group.numerators] - quotient * some[:, self.group.denominators]
        return self.group.scales * ratio(moves, below)


def _entries(group: Group, sums: Sequence[Sum], width: int) -> Iterator[tuple[int, int, float]]:
    for index, (weights, seeds) in enumerate(sums):
        for place, weight in weights:
            for position, seed in enumerate(seeds):
                row = group.series.get((place, seed))
                if row is not None:
                    yield row, index * width + position, weight
