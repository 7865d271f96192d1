"""Named streams of random numbers: what one purpose draws never shifts what another one gets.

Only `Random.random` is used, whose numbers Python keeps the same from release to release.
"""

import hashlib
import json
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *purpose: str) -> Random:
    """A generator whose numbers depend on the seed and on the purpose's name, and on nothing else."""
    digest = hashlib.sha256(json.dumps([seed, *purpose]).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))


def below(rng: Random, count: int) -> int:
    """A whole number from 0 to `count` - 1, all equally likely."""
    return int(rng.random() * count)


def choose(rng: Random, values: Sequence[T]) -> T:
    """One of the values, all equally likely."""
    return values[int(rng.random() * len(values))]


def shuffled(rng: Random, values: Iterable[T]) -> list[T]:
    """The values in a random order (Fisher and Yates)."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = below(rng, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


class Weighted:
    """Concepts with weights, drawn in the time of one binary search."""

    __slots__ = ("bounds", "values")

    def __init__(self, weights: Iterable[tuple[int, float]]) -> None:
        pairs = list(weights)
        self.values = tuple(value for value, _ in pairs)
        self.bounds = tuple(accumulate(weight for _, weight in pairs))

    def draw(self, rng: Random) -> int:
        """One of the concepts, with a probability proportional to its weight."""
        # The bound is never above the last index: rounding could otherwise reach it.
        return self.values[bisect(self.bounds, rng.random() * self.bounds[-1], 0, len(self.values) - 1)]
