"""Which pieces translate which, found in sentences that translate each other: IBM Model 1 in both directions.

Brown, Della Pietra, Della Pietra and Mercer 1993, "The Mathematics of Statistical Machine Translation". A piece that
explains another leaves less to explain for its neighbours: so the commonest words, too, find theirs, which counting
common sentences cannot give them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LONGEST = 48
"""Pairs with a longer side are left out: their many possible links say little and cost most."""


def translations(
    source: Sequence[Sequence[int]], target: Sequence[Sequence[int]], *, vocabulary: int, iterations: int = 5
) -> csr_matrix:
    """How well pieces of the target translate pieces of the source: a matrix (vocabulary, vocabulary), one row each.

    `source` and `target` hold the piece ids of both sides of each pair. An entry is the product of the
    probabilities in both directions, so that rare pieces, which explain anything, keep few links.
    """
    chosen = [(a, b) for a, b in zip(source, target, strict=True) if 0 < len(a) <= LONGEST and 0 < len(b) <= LONGEST]
    if not chosen:
        return csr_matrix((vocabulary, vocabulary), dtype=np.float64)
    links = _links([np.unique(a) for a, _ in chosen], [np.unique(b) for _, b in chosen], vocabulary)
    forth = _model1(links, links.left, links.right_token, iterations)
    back = _model1(links, links.right, links.left_token, iterations)
    return csr_matrix((forth * back, (links.left, links.right)), shape=(vocabulary, vocabulary))


@dataclass(frozen=True)
class _Links:
    """All possible links. (U,) `left` and `right`: the distinct pairs of pieces. (L,) `entry`: the pair of each link,
    `left_token` and `right_token` the places in the corpus that it joins.
    """

    left: Ints
    right: Ints
    entry: Ints
    left_token: Ints
    right_token: Ints


def _links(source: Sequence[Ints], target: Sequence[Ints], vocabulary: int) -> _Links:
    # (pairs,) lengths of both sides; a pair of m and n pieces has m * n links, L in all. They lie pair by pair, within
    # a pair left piece by left piece.
    rows, columns = (np.array([len(ids) for ids in side]) for side in (source, target))
    per_left_token = np.repeat(columns, rows)  # every token on the left is linked to all on the right of its pair
    left_token = np.repeat(np.arange(int(rows.sum())), per_left_token)
    # The right end of a link: where its pair's right side begins in the corpus, and how far the link is in its run.
    first_right = np.repeat(np.cumsum(columns) - columns, rows)
    within = np.arange(len(left_token)) - np.repeat(np.cumsum(per_left_token) - per_left_token, per_left_token)
    right_token = np.repeat(first_right, per_left_token) + within
    # One number for each two pieces (i, j), i * vocabulary + j: equal ones over all sentences share a probability.
    codes = np.concatenate(source)[left_token] * vocabulary + np.concatenate(target)[right_token]
    pairs, entry = np.unique(codes, return_inverse=True)
    return _Links(pairs // vocabulary, pairs % vocabulary, entry, left_token, right_token)


def _model1(links: _Links, given: Ints, told_token: Ints, iterations: int) -> Floats:
    """The probability (U,) of the other piece of every distinct pair, given one of its pieces (`given`, (U,))."""
    probability: Floats = np.ones(len(given))
    for _ in range(iterations):
        # E step: how much of each told token the given piece of a link explains, (L,); a token's links sum to 1.
        expected = probability[links.entry]
        expected /= np.bincount(told_token, expected)[told_token]
        # M step: expected counts of two pieces, (U,), over all counts of the given piece.
        total = np.bincount(links.entry, expected, len(given)).astype(np.float64)
        probability = total / np.bincount(given, total)[given]
    return probability
