"""Metrics of ranked lists and of single choices, one value an item, so that items can be drawn anew."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def right(gold: Sequence[object], predicted: Sequence[object]) -> NDArray[np.float64]:
    """1 for every item predicted as it is, else 0; (items,). Raises ValueError where one has more items."""
    return np.array([ours == theirs for ours, theirs in zip(predicted, gold, strict=True)], np.float64)


def average_precision(hits: NDArray[np.bool_], relevant: NDArray[np.int64], depth: int = 20) -> NDArray[np.float64]:
    """Average precision of every query, cut at `depth` as XTREME-R does for LAReQA; (queries,).

    `hits` (queries, ranks) says which ranked candidates are relevant, `relevant` (queries,) how many there are at
    all: the sum of the precisions at relevant ranks is divided by the most that `depth` ranks can hold of them.

    >>> average_precision(np.array([[True, False, True]]), np.array([4]), depth=3).round(3).tolist()
    [0.556]
    """
    top = hits[:, :depth].astype(np.float64)
    precisions = top.cumsum(axis=1) / np.arange(1, top.shape[1] + 1)
    found: NDArray[np.float64] = (precisions * top).sum(axis=1)
    return found / np.minimum(relevant, depth)


def reciprocal_rank(hits: NDArray[np.bool_], depth: int = 20) -> NDArray[np.float64]:
    """1 / rank of the first relevant candidate, 0 where none is among the first `depth`; (queries,).

    XTREME-R's "mAP@20" of Mewsli-X is this: every mention has one right entity.

    >>> reciprocal_rank(np.array([[False, True], [False, False]])).tolist()
    [0.5, 0.0]
    """
    top = hits[:, :depth]
    return np.where(top.any(axis=1), 1.0 / (top.argmax(axis=1) + 1), 0.0) if top.shape[1] else np.zeros(len(top))
