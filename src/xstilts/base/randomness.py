"""Named random streams: every purpose draws from its own, so that adding one never shifts another's numbers."""

import hashlib

import numpy as np


def stream(*parts: object) -> np.random.Generator:
    """A random stream for this purpose: the same parts give the same numbers, others unrelated ones."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))


def seed_of(*parts: object) -> int:
    """A 63-bit seed for libraries that take a number, from the same parts that name a `stream`."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
