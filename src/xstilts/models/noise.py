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


def _states(batch: Batch, seed: int) -> np.ndarray:
    """64 bits for every token, (T,), that depend on the seed, the token's row and its place in it alone."""
    # (T,) place of every token in its sequence
    lengths = np.asarray(batch.lengths)
    place = np.arange(int(lengths.sum())) - np.repeat(batch.starts.cpu().numpy(), lengths)
    # (S,) number of every sequence in the data: sequence j of row i is i * k + j, wherever the batch has it
    rows, per_row = batch.rows.shape
    owner = np.empty(len(lengths), dtype=np.int64)
    owner[batch.rows.cpu().numpy().ravel()] = np.repeat(batch.index.cpu().numpy() * per_row, per_row) + np.tile(
        np.arange(per_row), rows
    )
    # Seed, sequence and place are mixed in one after another, so that no two of them can stand in for each other.
    state = _mix(np.full(len(place), seed % 2**64, dtype=np.uint64))
    state = _mix(state ^ np.repeat(owner, lengths).astype(np.uint64))
    return _mix(state ^ place.astype(np.uint64))


def token_noise(batch: Batch, seed: int, *, draws: int) -> Tensor:
    """Uniform numbers in [0, 1), (draws, T): they depend on the seed, a token's row and its place in it alone."""
    state = _states(batch, seed)
    numbers = []
    for _ in range(draws):
        state = _mix(state)
        # The upper 24 bits, as many as a float32 holds exactly, as a fraction
        numbers.append((state >> np.uint64(40)).astype(np.float32) / np.float32(2**24))
    return torch.from_numpy(np.stack(numbers))


def normal_noise(batch: Batch, seed: int, like: Tensor) -> Tensor:
    """Standard normal numbers in the shape, type and place of `like` (T, width), which belong to tokens as above.

    A token's bits are mixed with every feature's place on the device itself: a GPU would wait long for a CPU to draw
    them. 23 bits then go through the inverse of the normal distribution.
    """
    tokens = torch.from_numpy(_states(batch, seed).astype(np.int64)).to(like.device)
    features = torch.arange(like.shape[1], device=like.device)
    # (1, width) with (T, 1): a state for every feature of every token
    state = _mix_signed(_mix_signed(features)[None] ^ tokens[:, None])
    # In the middle of one of 2^23 equal steps of (0, 1), so never 0 or 1, where the inverse has no end
    uniform = (_shifted(state, 41).float() + 0.5) / 2**23
    return (torch.erfinv(2 * uniform - 1) * 2**0.5).to(like.dtype)


def _mix_signed(state: Tensor) -> Tensor:
    """`_mix` of int64 tensors, whose sums and products keep the same 64 bits."""
    golden, first, second = (int(number.astype(np.int64)) for number in (_GOLDEN, _FIRST, _SECOND))
    state = state + golden
    state = (state ^ _shifted(state, 30)) * first
    state = (state ^ _shifted(state, 27)) * second
    return state ^ _shifted(state, 31)


def _shifted(state: Tensor, bits: int) -> Tensor:
    """The bits moved right, zeros coming in from the left."""
    return (state >> bits) & ((1 << (64 - bits)) - 1)
