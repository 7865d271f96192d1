"""Nearest neighbours by cosine, and translations mined from two piles of sentences by the ratio margin.

Exact and in blocks: every similarity is looked at once, for both directions, and no full matrix is ever held.
Method: Artetxe and Schwenk 2019 (margin, both directions, greedy one to one), as XTREME mines BUCC with k = 4.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError

Vectors = NDArray[np.float32]

BLOCK = 2048
"""Rows and columns of a block of similarities: 16 MiB, small enough to stay near the cores."""
GROUP = 32
"""Neighbouring similarities of which only the largest is looked at to find a first bound."""


class Neighbours(NamedTuple):
    """The k most similar vectors of every row, best first: cosine (rows, k) and index in the other (rows, k)."""

    score: NDArray[np.float32]
    key: NDArray[np.int64]


class Proposals(NamedTuple):
    """The best partner of every row by margin: its index in the other pile (rows,) and the margin (rows,)."""

    key: NDArray[np.int64]
    margin: NDArray[np.float64]


class Mined(NamedTuple):
    """Pairs of sentences, best first, no sentence in two of them: indices (pairs,) and margins (pairs,)."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    score: NDArray[np.float64]


def unit(vectors: Vectors) -> Vectors:
    """The vectors at length 1, so that their product is the cosine; a vector of zeros stays as it is.

    Raises ValueError where there are none, or where one holds NaN or infinity.
    """
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not vectors.size or not np.isfinite(lengths).all():
        bad = np.flatnonzero(~np.isfinite(lengths))[:3].tolist()
        raise ValueError(f"cannot compare vectors of shape {vectors.shape}: rows {bad} are not finite")
    made: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return made


def neighbours(queries: Vectors, keys: Vectors, k: int = 1, *, size: int = BLOCK) -> Neighbours:
    """The k keys nearest to every query; equal similarities keep the keys' order. k is cut to the number of keys."""
    best = _Best(len(queries), min(k, len(keys)))
    for rows, columns, block in _blocks(unit(queries), unit(keys), size):
        best.offer(block, rows, columns)
    return best.ranked()


def nearest(queries: Vectors, keys: Vectors) -> NDArray[np.int64]:
    """For each query (n, d) the row of `keys` (m, d) with the largest cosine, the first of equals; (n,)."""
    # A matrix product may round equal rows differently, so equals are sent to the first of them by hand.
    return np.asarray(first_of_equals(keys)[neighbours(queries, keys).key[:, 0]])


def first_of_equals(vectors: Vectors) -> NDArray[np.int64]:
    """For each row of `vectors` (n, d) the index of the first row with the same numbers; (n,)."""
    first: dict[bytes, int] = {}
    return np.array([first.setdefault(row.tobytes(), i) for i, row in enumerate(vectors)], dtype=np.int64)


def neighbours_both_ways(
    source: Vectors, target: Vectors, k: int = 4, *, size: int = BLOCK
) -> tuple[Neighbours, Neighbours]:
    """The k targets nearest to every source and the k sources nearest to every target, in one pass."""
    ahead = _Best(len(source), min(k, len(target)))
    back = _Best(len(target), min(k, len(source)))
    for rows, columns, block in _blocks(unit(source), unit(target), size):
        ahead.offer(block, rows, columns)
        back.offer(block.T, columns, rows)
    return ahead.ranked(), back.ranked()


def best_by_margin(source: Vectors, target: Vectors, k: int = 4) -> tuple[Proposals, Proposals]:
    """The best target of every source and the best source of every target by the ratio margin.

    margin(x, y) = cos(x, y) / (m(x) / 2 + m(y) / 2), where m is a vector's mean cosine with its k nearest of the other
    side (Artetxe and Schwenk 2019, equation 1 with a = cos, b = mean, ratio). Candidates are those k nearest, as there.
    """
    ahead, back = neighbours_both_ways(source, target, k)
    # Mean cosine of every sentence with its k neighbours: (sources,) and (targets,).
    means = ahead.score.mean(axis=1, dtype=np.float64), back.score.mean(axis=1, dtype=np.float64)
    return _proposals(ahead, *means), _proposals(back, *reversed(means))


def mine(source: Vectors, target: Vectors, k: int = 4) -> Mined:
    """Pairs by the ratio margin of `best_by_margin`.

    Every source proposes its best target and every target its best source; proposals are taken by falling margin (of
    equals those of sources first, in order) where neither side is taken yet. As in XTREME's code, a pair whose margin
    is not above 0 takes both its sentences, but is no pair that is found.
    """
    forward, backward = best_by_margin(source, target, k)
    # One proposal a sentence of either side: (sources + targets,) of source, target and margin.
    return _one_to_one(
        np.concatenate([np.arange(len(source)), backward.key]),
        np.concatenate([forward.key, np.arange(len(target))]),
        np.concatenate([forward.margin, backward.margin]),
    )


def threshold(scores: NDArray[np.float64], right: NDArray[np.bool_], gold: int) -> float:
    """The margin to keep pairs from (>=), chosen as by XTREME's code: where F1 is best on pairs known to be `right`.

    `gold` counts all true pairs, found or not. The threshold lies midway between two neighbouring scores, of equal
    pairs in the order given; below the last pair, where that code stops with an error, it is that pair's score.
    Where no pair is right nothing can be learnt and it is 0. Raises UserError without pairs.
    """
    if not len(scores):
        raise UserError("no sentence pairs to choose a threshold from: the development set is empty")
    if not right.any():
        return 0.0
    order = np.argsort(-scores, kind="stable")
    # Precision, recall and F1 of the best 1, 2, ... pairs, each (pairs,). Computed by the evaluator's own expression:
    # which of two cuts with equal F1 is taken may hang on the last bit.
    hits = np.cumsum(right[order])
    precision, recall = hits / np.arange(1, len(scores) + 1), hits / gold
    f1 = np.divide(2 * precision * recall, precision + recall, out=np.zeros(len(scores)), where=hits > 0)
    best = int(np.argmax(f1))
    lower = order[min(best + 1, len(scores) - 1)]
    return float((scores[order[best]] + scores[lower]) / 2)


def _blocks(rows: Vectors, columns: Vectors, size: int) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """First row, first column and similarities of every block, at most (size, size).

    Blocks of one row of blocks follow each other, so that `_Best` has its first bound early. The array is used again
    for the next block.
    """
    space = np.empty(min(size, len(rows)) * min(size, len(columns)), np.float32)
    for row in range(0, len(rows), size):
        some = rows[row : row + size]
        for column in range(0, len(columns), size):
            others = columns[column : column + size]
            block = space[: len(some) * len(others)].reshape(len(some), len(others))
            yield row, column, np.matmul(some, others.T, out=block)


class _Best:
    """The k best of every row, so far."""

    def __init__(self, rows: int, k: int) -> None:
        self.score = np.full((rows, k), -np.inf, np.float32)
        self.key = np.zeros((rows, k), np.int64)

    def ranked(self) -> Neighbours:
        return Neighbours(self.score, self.key)

    def offer(self, block: NDArray[np.float32], first_row: int, first_column: int) -> None:
        """Take what is better than the worst kept. After the first block that is next to nothing."""
        # Which entries of the block may be among the k best: (rows of the block, columns of the block).
        if first_column == 0:
            hits = block >= _reached(block, self.score.shape[1])[:, None]
        else:
            hits = block > self.score[first_row : first_row + len(block), -1, None]
        # Read as it lies in memory (a block's transpose is in Fortran order): no copy, no strides.
        order: Literal["C", "F"] = "F" if hits.flags.fnc else "C"
        row, column = np.unravel_index(np.flatnonzero(hits.ravel(order)), hits.shape, order)  # (hits,) each
        if len(row):
            self._merge(row + first_row, column + first_column, block[row, column])

    def _merge(self, row: NDArray[np.int64], column: NDArray[np.int64], score: NDArray[np.float32]) -> None:
        """Sort what was found, (hits,) each, into what is kept; of equal scores the smaller index comes first."""
        k = self.score.shape[1]
        # What is kept of the rows that change joins the hits in one flat list of (row, column, score).
        changed = np.unique(row)
        row = np.concatenate([np.repeat(changed, k), row])
        column = np.concatenate([self.key[changed].reshape(-1), column])
        score = np.concatenate([self.score[changed].reshape(-1), score])
        # One sort of the list for all rows: by row, then by falling score, then by column.
        order = np.lexsort((column, -score, row))
        # Every changed row begins with k kept entries, so its first k in order are there: (changed, k).
        starts = np.searchsorted(row[order], changed)
        kept = order[(starts[:, None] + np.arange(k)).reshape(-1)]
        self.score[changed] = score[kept].reshape(-1, k)
        self.key[changed] = column[kept].reshape(-1, k)


def _reached(block: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    """A value that at least k entries of each row reach, (rows,): the k-th largest maximum of groups of columns.

    The maxima of k groups are k different entries, so the k best of a row are not below it; finding it costs one pass
    and a partition of few values, where a partition of the whole row would cost most of the time.
    """
    if block.shape[1] < k:
        return np.full(len(block), -np.inf, np.float32)
    size = min(GROUP, block.shape[1] // k)
    groups = block.shape[1] // size
    largest = block[:, : groups * size].reshape(len(block), groups, size).max(axis=2)  # (rows, groups)
    return np.partition(largest, groups - k, axis=1)[:, groups - k]


def _proposals(near: Neighbours, own: NDArray[np.float64], other: NDArray[np.float64]) -> Proposals:
    """Every row's best neighbour by margin; `own` and `other` are both sides' mean cosines."""
    # The ratio margin of every row with each neighbour, (rows, k): cosine over the mean of the two means.
    scale = (own[:, None] + other[near.key]) / 2
    margin = np.divide(near.score, scale, out=np.zeros(scale.shape), where=scale != 0)
    rows = np.arange(len(margin))
    best = margin.argmax(axis=1)
    return Proposals(near.key[rows, best], margin[rows, best])


def _one_to_one(source: NDArray[np.int64], target: NDArray[np.int64], score: NDArray[np.float64]) -> Mined:
    """The proposals, (proposals,) each, taken greedily by falling margin, each sentence once."""
    order = np.argsort(-score, kind="stable")
    sources: set[int] = set()
    targets: set[int] = set()
    kept: list[int] = []
    for place, one, other in zip(order.tolist(), source[order].tolist(), target[order].tolist(), strict=True):
        if one not in sources and other not in targets:
            sources.add(one)
            targets.add(other)
            if score[place] > 0:
                kept.append(place)
    return Mined(source[kept], target[kept], score[kept])
