"""Which words of two sentences translate each other, by mutual argmax of their vectors, against gold links."""

from collections.abc import Collection
from typing import NamedTuple

from xstilts.metrics.mining import Vectors, unit

Links = frozenset[tuple[int, int]]
"""Pairs of places: a word of the source sentence and one of the target sentence."""


class LinkCounts(NamedTuple):
    """Links of one sentence pair: right ones, predicted ones, gold ones. Sums over pairs give the corpus' counts."""

    right: int
    predicted: int
    gold: int

    @property
    def f1(self) -> float:
        """2 right / (predicted + gold), 1 where there is nothing to link and nothing is."""
        total = self.predicted + self.gold
        return 2 * self.right / total if total else 1.0


def mutual_argmax(source: Vectors, target: Vectors) -> Links:
    """The places i, j for which j is the target nearest to source i by cosine, and i the source nearest to target j.

    `source` (n, d) and `target` (m, d) are the words of a sentence and of its translation (SimAlign's "argmax", Jalili
    Sabet et al. 2020). Of equals the first counts. It sees neither lengths nor a rotation of all, and links each word
    at most once.
    """
    similarity = unit(source) @ unit(target).T
    best_target, best_source = similarity.argmax(axis=1), similarity.argmax(axis=0)
    return frozenset((i, int(j)) for i, j in enumerate(best_target) if best_source[j] == i)


def link_counts(predicted: Collection[tuple[int, int]], gold: Collection[tuple[int, int]]) -> LinkCounts:
    """How many links are right, predicted and gold, each link counted once."""
    found, wanted = set(predicted), set(gold)
    return LinkCounts(len(found & wanted), len(found), len(wanted))
