"""Random numbers that belong to a token: the same whatever batch it comes in, so that batches may be split freely."""

import numpy as np
import torch
from torch import Tensor

from xstilts.models.batch import Batch

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def _mix(state: np.ndarray) -> np.ndarray:
    """One round of SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64-bit words that looks random."""
    with np.errstate(over="ignore"):
        state = (state + _GOLDEN).astype(np.uint64)
        state = (state ^ (state >> np.uint64(30))) * _FIRST
        state = (state ^ (state >> np.uint64(27))) * _SECOND
    mixed: np.ndarray = state ^ (state >> np.uint64(31))
    return mixed


def token_noise(batch: Batch, seed: int, *, draws: int) -> Tensor:
    """Uniform numbers in [0, 1), (draws, T): they depend on the seed, a token's row and its place in it alone."""
    lengths = np.asarray(batch.lengths)
    starts = batch.starts.numpy()
    place = np.arange(int(lengths.sum())) - np.repeat(starts, lengths)
    rows, per_row = batch.rows.shape
    owner = np.empty(len(lengths), dtype=np.int64)
    owner[batch.rows.numpy().ravel()] = np.repeat(batch.index.numpy() * per_row, per_row) + np.tile(
        np.arange(per_row), rows
    )
    state = _mix(np.full(len(place), seed % 2**64, dtype=np.uint64))
    state = _mix(state ^ np.repeat(owner, lengths).astype(np.uint64))
    state = _mix(state ^ place.astype(np.uint64))
    numbers = []
    for _ in range(draws):
        state = _mix(state)
        numbers.append((state >> np.uint64(40)).astype(np.float32) / np.float32(2**24))
    return torch.from_numpy(np.stack(numbers))
