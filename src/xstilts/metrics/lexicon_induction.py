"""Bilingual lexicon induction: is a word's vector nearest to that of one of its translations?"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.mining import Vectors, first_of_equals, nearest


def word_vectors(embeddings: NDArray[np.floating], pieces: Sequence[Sequence[int]]) -> Vectors:
    """The mean embedding of every word's pieces, (words, d) float32, from `embeddings` (vocabulary, d).

    Raises ValueError for a word without pieces.
    """
    counts = np.fromiter(map(len, pieces), np.int64, len(pieces))
    if not counts.all():
        raise ValueError(f"word {int(np.flatnonzero(counts == 0)[0])} has no pieces, expected at least one")
    ids = np.fromiter((piece for word in pieces for piece in word), np.int64, int(counts.sum()))
    starts = np.cumsum(counts) - counts
    sums = np.add.reduceat(np.asarray(embeddings[ids], np.float64), starts, axis=0)
    means: Vectors = (sums / counts[:, None]).astype(np.float32)
    return means


def lexicon_hits(words: Vectors, candidates: Vectors, translations: Sequence[Collection[int]]) -> NDArray[np.float64]:
    """1 for every word (n, d) whose nearest candidate (m, d) by cosine is one of its `translations`, else 0; (n,).

    `translations` holds the right candidates of every word: any of several counts (P@1 as in Glavas et al. 2019, whose
    lexicons have one or more). Of equal candidates the first is found, and it counts if any of them is right: words
    that share all pieces cannot be told apart. It sees neither lengths of vectors nor a rotation of all. Words that
    are spelt alike in both languages share their vector and are found without any alignment: count them apart.
    """
    found = nearest(words, candidates).tolist()
    first = first_of_equals(candidates).tolist()
    hits = [key in {first[right] for right in own} for key, own in zip(found, translations, strict=True)]
    return np.array(hits, np.float64)
