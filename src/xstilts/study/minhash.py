"""Small numbers that stand for texts, to compare millions of them: a hash of each, and hashes of stretches inside it.

Stretches are windows of the folded text in UTF-8, so that they hold as many letters as a script's code is short: 36
of the Latin script, 18 of Cyrillic, 12 of Han. Of all windows those are kept whose hash ends in zeros, so that two
texts keep the same ones of what they share (Manber 1994; Broder 1997).
"""

import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]

WINDOW = 36
"""Bytes of a window."""
KEPT = 4
"""One window in so many is kept."""
BASE = np.uint64(0x9E3779B97F4A7C15)
MIXER = np.uint64(0xD6E8FEB86659FD93)
CHUNK = 1 << 22
"""Bytes that are hashed at a time: bounds the memory."""


@dataclass(frozen=True, eq=False)
class MinHash:
    """Distinct texts by their hashes: `whole` (texts,) of each, `windows` and their `owners` (windows,) by text.

    `texts` are the texts themselves, where they were to be kept, and `ids` those of the examples.
    """

    whole: Hashes
    windows: Hashes
    owners: Numbers
    texts: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


@cache
def _dropped() -> dict[int, None]:
    """Punctuation, symbols, spaces and control characters. Marks stay: they are vowels in many scripts."""
    return {n: None for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n))[0] in "PSZC"}


def fold(text: str) -> str:
    """The text in NFKC without case, punctuation, symbols and spaces.

    >>> fold("Don't  PANIC！")
    'dontpanic'
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_dropped())


def minhash(texts: Iterable[str], ids: Iterable[str] = (), *, keep: bool = False) -> MinHash:
    """The MinHash of texts, equal ones once and empty ones not at all; `keep` keeps the texts."""
    found: dict[bytes, str] = {}
    for text in dict.fromkeys(texts):
        if folded := fold(text).encode("utf-8", "surrogatepass"):
            found.setdefault(folded, text)
    whole = [int.from_bytes(blake2b(folded, digest_size=8).digest(), "little") for folded in found]
    windows, owners = _windows(list(found))
    return MinHash(
        whole=np.array(whole, np.uint64),
        windows=windows,
        owners=owners,
        texts=tuple(found.values()) if keep else (),
        ids=frozenset(ids),
    )


def _windows(texts: list[bytes]) -> tuple[Hashes, Numbers]:
    """The kept windows of every text, each once a text, sorted by text."""
    parts: list[tuple[Hashes, Numbers]] = []
    start = 0
    while start < len(texts):
        stop, size = start, 0
        while stop < len(texts) and (size == 0 or size + len(texts[stop]) <= CHUNK):
            size += len(texts[stop])
            stop += 1
        hashes, owners = _hashed(texts[start:stop])
        parts.append((hashes, owners + start))
        start = stop
    if not parts:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _hashed(texts: list[bytes]) -> tuple[Hashes, Numbers]:
    """A polynomial hash of every window, by differences of running sums modulo 2^64; one in KEPT is kept."""
    # All texts in one row of bytes: data (bytes,), lengths (texts,). Bytes count from 1, so that zeros are not lost.
    data = np.frombuffer(b"".join(texts), np.uint8).astype(np.uint64)
    lengths = np.array([len(text) for text in texts], np.int64)
    count = len(data) - WINDOW + 1
    if count < 1:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    # Rabin and Karp: with sums[i] = sum of (byte_j + 1) x BASE^j over j < i, the difference sums[i + WINDOW] - sums[i],
    # times BASE^-i, is the polynomial of the window at i alone. BASE is odd, so it has an inverse modulo 2^64.
    powers, inverses = _powers(len(data))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum((data + np.uint64(1)) * powers, dtype=np.uint64)])
    # Low bits of a product depend on low bits only: the high half is folded down before they decide what is kept.
    mixed = (sums[WINDOW:] - sums[:-WINDOW]) * inverses[:count] * MIXER
    mixed ^= mixed >> np.uint64(32)
    # Kept are the windows whose hash ends in zeros, the same ones in every text; then those inside of one text.
    starts = np.flatnonzero(mixed % np.uint64(KEPT) == 0)
    owners = np.repeat(np.arange(len(texts)), lengths)
    inside = owners[starts] == owners[starts + WINDOW - 1]
    starts = starts[inside]
    hashes, own = mixed[starts], owners[starts]
    # Each window once a text: sorted by text and hash (kept,), equal neighbours fall away.
    order = np.lexsort((hashes, own))
    hashes, own = hashes[order], own[order]
    new = np.ones(len(own), bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (own[1:] != own[:-1])
    return hashes[new], own[new]


@cache
def _tables(size: int) -> tuple[Hashes, Hashes]:
    """BASE and its inverse to the powers 0, 1, ... `size` - 1, each (size,), products that wrap around at 2^64."""
    base = int(BASE)
    inverse = pow(base, -1, 1 << 64)
    tables = []
    for factor in (base, inverse):
        table = np.full(size, factor, np.uint64)
        table[0] = 1
        tables.append(np.cumprod(table, dtype=np.uint64))
    return tables[0], tables[1]


def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Powers of BASE from 0, and those of its inverse modulo 2^64."""
    powers, inverses = _tables(1 << max(size - 1, 1).bit_length())
    return powers[:size], inverses[:size]
