"""Cross-lingual alignment: do sentences lie nearest to their own translations? Precision at 1, both ways, by item.

Everywhere row i of `source` (items, d) translates row i of `target` (items, d). All measures compare angles: none sees
the length of a vector, nor a rotation that both sides share. Memory stays small, as `mining` works in blocks.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.mining import Vectors, best_by_margin, nearest


class TranslationHits(NamedTuple):
    """1 where a sentence finds its translation first, else 0: from source to target and back, each (items,)."""

    forward: NDArray[np.float64]
    backward: NDArray[np.float64]

    @property
    def both(self) -> NDArray[np.float64]:
        """The mean of the two directions, (items,): its mean over items is R = (P@1 forward + P@1 backward) / 2."""
        return (self.forward + self.backward) / 2


def centred(vectors: Vectors) -> Vectors:
    """The vectors less their mean: what of a sentence vector is not its language (Libovicky, Rosa and Fraser 2020)."""
    whole = np.asarray(vectors, np.float64)
    less: Vectors = (whole - whole.mean(axis=0)).astype(np.float32)
    return less


def cosine_hits(source: Vectors, target: Vectors) -> TranslationHits:
    """Nearest by cosine. Of equal vectors the first counts. Centre both sides first for centred retrieval.

    As it is, it suffers from what all sentences of a language share; centred, it is blind to any constant shift
    between languages. Guessing is right once in `items`.
    """
    _check(source, target)
    return _hits(nearest(source, target), nearest(target, source))


def margin_hits(source: Vectors, target: Vectors, k: int = 4) -> TranslationHits:
    """Best by the ratio margin among the k nearest (Artetxe and Schwenk 2019): hubs, near to everything, do not win.

    It sees less of what all sentences of a language share than cosine does, and more than centring leaves.
    """
    _check(source, target)
    forward, backward = best_by_margin(source, target, k)
    return _hits(forward.key, backward.key)


def _hits(forward: NDArray[np.int64], backward: NDArray[np.int64]) -> TranslationHits:
    own = np.arange(len(forward))
    return TranslationHits((forward == own).astype(np.float64), (backward == own).astype(np.float64))


def _check(source: Vectors, target: Vectors) -> None:
    if source.shape != target.shape:
        raise ValueError(f"vectors of shape {source.shape} and {target.shape} cannot be translations line by line")
