"""Embeddings in which pieces of different languages lie together, from which sentences translate each other.

A piece is described by the sentence pairs that it occurs in, on either side, and its description made short by a
truncated singular value decomposition (Levy, Sogaard and Goldberg 2017, "A Strong Baseline for Learning Cross-Lingual
Word Embeddings from Sentence Alignments"). It takes seconds, and spares a small encoder what costs it hours to find.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import svds
from torch import Tensor


def aligned_embeddings(pairs: Sequence[Sequence[int]], *, vocabulary: int, width: int) -> NDArray[np.float32]:
    """Unit vectors (vocabulary, width) of all pieces; zeros for pieces that no pair has.

    `pairs` holds, for each pair of sentences, the piece ids of both sides together. Counts are weighted by positive
    pointwise mutual information and sentence pairs brought to length 1. Equal pairs give equal vectors.
    """
    owner = np.repeat(np.arange(len(pairs)), [len(ids) for ids in pairs])
    pieces = np.fromiter((piece for ids in pairs for piece in ids), np.int64, len(owner))
    present = csr_matrix((np.ones(len(owner), np.float32), (pieces, owner)), shape=(vocabulary, len(pairs)))
    present.data[:] = 1.0
    weighted = _information(present)
    left, values, _ = svds(weighted, k=width, v0=np.ones(min(weighted.shape), dtype=np.float32))
    vectors = left * np.sqrt(values)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


def _information(present: csr_matrix) -> csr_matrix:
    """Positive pointwise mutual information of pieces and pairs, columns at length 1."""
    by_piece, by_pair = np.asarray(present.sum(axis=1)).ravel(), np.asarray(present.sum(axis=0)).ravel()
    entries = present.tocoo()
    information = np.log(by_piece.sum() / (by_piece[entries.row] * by_pair[entries.col]))
    positive = csr_matrix((np.maximum(information, 0).astype(np.float32), entries.coords), shape=present.shape)
    lengths = np.sqrt(np.asarray(positive.multiply(positive).sum(axis=0)).ravel())
    return csr_matrix(positive @ diags(1 / np.where(lengths > 0, lengths, 1)))


def place(vectors: NDArray[np.float32], embeddings: torch.nn.Embedding) -> None:
    """Put unit vectors in the place of random ones; rows of zeros keep theirs.

    Random ones are about five times shorter: training moves these less, and as a decoder they can tell pieces apart.
    """
    weight: Tensor = embeddings.weight
    with torch.no_grad():
        known = torch.from_numpy(vectors)
        has = known.norm(dim=1) > 0
        weight[has] = known[has]
