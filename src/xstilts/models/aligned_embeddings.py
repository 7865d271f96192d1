"""Embeddings in which pieces of different languages lie together, from which sentences translate each other.

First every piece is described by the sentence pairs that it occurs in, on either side, its description made short by
a truncated singular value decomposition (Levy, Sogaard and Goldberg 2017, "A Strong Baseline for Learning
Cross-Lingual Word Embeddings from Sentence Alignments"). That places words of content. Then a piece of the source
moves to the mean of the pieces that translate it (as Tran 2020, "From English to Foreign Languages: Transferring
Pre-trained Language Models", starts a new language): that places the words of grammar. It takes seconds, and spares a
small encoder what costs it hours to find.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import svds
from torch import Tensor

from xstilts.models.word_alignment import translations

OWN = 0.2
"""What a translated piece keeps of its own vector: enough to be told apart from its synonyms."""

Side = Sequence[Sequence[int]]


def aligned_embeddings(source: Side, target: Side, *, vocabulary: int, width: int) -> NDArray[np.float32]:
    """Unit vectors (vocabulary, width) of all pieces; zeros for pieces that no pair has.

    `source` and `target` hold the piece ids of both sides of each pair. Equal pairs give equal vectors.
    """
    own = _by_sentence([[*a, *b] for a, b in zip(source, target, strict=True)], vocabulary, width)
    links = translations(source, target, vocabulary=vocabulary)
    known = np.asarray(links.sum(axis=1)).ravel()
    shares = diags(1 / np.where(known > 0, known, 1)) @ links
    on_source, on_target = (np.bincount(_flat(side), minlength=vocabulary) for side in (source, target))
    moved = np.where(known > 0, on_source / np.maximum(on_source + on_target, 1), 0)[:, None]
    return _unit((1 - moved) * own + moved * (shares @ own + OWN * own))


def _by_sentence(pairs: Side, vocabulary: int, width: int) -> NDArray[np.float32]:
    """Unit vectors from the pairs that pieces occur in: positive pointwise mutual information, made short."""
    owner = np.repeat(np.arange(len(pairs)), [len(ids) for ids in pairs])
    pieces = _flat(pairs)
    present = csr_matrix((np.ones(len(owner), np.float32), (pieces, owner)), shape=(vocabulary, len(pairs)))
    present.data[:] = 1.0
    weighted = _information(present)
    left, values, _ = svds(weighted, k=width, v0=np.ones(min(weighted.shape), dtype=np.float32))
    return _unit(left * np.sqrt(values))


def _information(present: csr_matrix) -> csr_matrix:
    """Positive pointwise mutual information of pieces and pairs, columns at length 1."""
    by_piece, by_pair = np.asarray(present.sum(axis=1)).ravel(), np.asarray(present.sum(axis=0)).ravel()
    entries = present.tocoo()
    information = np.log(by_piece.sum() / (by_piece[entries.row] * by_pair[entries.col]))
    positive = csr_matrix((np.maximum(information, 0).astype(np.float32), entries.coords), shape=present.shape)
    lengths = np.sqrt(np.asarray(positive.multiply(positive).sum(axis=0)).ravel())
    return csr_matrix(positive @ diags(1 / np.where(lengths > 0, lengths, 1)))


def _flat(side: Side) -> NDArray[np.int64]:
    return np.fromiter((piece for ids in side for piece in ids), np.int64)


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


def place(vectors: NDArray[np.float32], embeddings: torch.nn.Embedding) -> None:
    """Put unit vectors in the place of random ones; rows of zeros keep theirs.

    Random ones are about five times shorter: training moves these less, and as a decoder they can tell pieces apart.
    """
    weight: Tensor = embeddings.weight
    with torch.no_grad():
        known = torch.from_numpy(vectors)
        has = known.norm(dim=1) > 0
        weight[has] = known[has]
