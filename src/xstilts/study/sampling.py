"""Which examples of a slice stay: a cap, and where languages share them out, each example's language.

All draws are by id or by place alone, from the slice's seed: a larger cap keeps what a smaller one keeps, and an
example has the same fate in every language, so that translations (with one id) can be parted among languages.
"""

import hashlib
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.base.randomness import stream

Draw = Literal["each", "same", "one", "two"]
"""`each`: every language gives examples of its own; `same`: those of the same ids; `one`, `two`:
each example is in one, or two, languages at random."""


def capped(seed: int, task: str, language: str, count: int, cap: int | None) -> NDArray[np.int64]:
    """Which of `count` examples of a language stay under its cap, ascending."""
    if cap is None or cap >= count:
        return np.arange(count)
    return np.sort(stream(seed, "cap", task, language).permutation(count)[:cap])


def shared_out(
    seed: int, ids: Sequence[str], language: str, among: Sequence[str], *, draw: Draw, cap: int | None
) -> NDArray[np.int64]:
    """Which examples a language gives where each is in one, two or all of the languages `among`, ascending.

    At most `cap` ids count, the same in every language that has the same ids.
    """
    kept = sorted(range(len(ids)), key=lambda place: _number(seed, "cap", ids[place]))[:cap]
    mine = [place for place in kept if language in _languages(seed, ids[place], among, draw)]
    return np.array(sorted(mine), dtype=np.int64)


def _languages(seed: int, name: str, among: Sequence[str], draw: Draw) -> set[str]:
    """The languages that the example of this id is in."""
    if draw == "same":
        return set(among)
    first = _number(seed, "language", name) % len(among)
    if draw == "one" or len(among) == 1:
        return {among[first]}
    step = 1 + _number(seed, "second language", name) % (len(among) - 1)
    return {among[first], among[(first + step) % len(among)]}


def _number(seed: int, purpose: str, name: str) -> int:
    """64 bits that depend on all three alone, the same in every process."""
    digest = hashlib.blake2b(f"{seed}\n{purpose}\n{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")
