"""Looks for evaluation text in other text: the same text, nearly the same or one inside the other, the same ids.

Texts are compared with case, punctuation and spacing folded away. Translations share no words with their originals,
and so cannot be found; the ids that a translated data set keeps can.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.study.minhash import Hashes, MinHash, Numbers

SHARE = 0.6
"""Texts are near when the shorter one shares so much of its windows with the longer."""
FEWEST = 4
"""Windows that two texts share at least: about a short sentence."""
COMMON = 64
"""A window in more evaluation texts than these is a set phrase, and tells nothing."""
LONG_ID = 16
"""Ids of fewer characters are numbers of rows, which are the same everywhere."""

Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Of `total` texts of a task's `split` in `language`, those that the text of `train` has too.

    `texts` are the same, `near` ones nearly, or inside a longer text or around a shorter one; `ids` are long ids
    of examples that both have. `sample` is a text that was found, empty where only ids are.
    """

    train: str
    task: str
    split: str
    language: str
    texts: int
    total: int
    sample: str
    near: int = 0
    ids: int = 0


@dataclass
class _Found:
    """Evaluation texts, by number, that a training task has."""

    same: set[int]
    near: set[int]
    ids: set[str]


class NearDuplicates:
    """Takes all evaluation text first, then the text to look through, and counts the evaluation texts found there."""

    def __init__(self) -> None:
        self._minhashes: dict[Key, MinHash] = {}
        self._found: dict[tuple[str, Key], _Found] = {}
        self._index: _Index | None = None

    def add(self, key: Key, minhash: MinHash) -> None:
        """Remember the evaluation texts of (task, split, language); their MinHash must have kept the texts."""
        self._minhashes[key] = minhash
        self._index = None

    def look(self, train: str, minhash: MinHash, *, skip: str = "") -> None:
        """Look for texts of `train` among what `add` was given, leaving out the evaluation sets of the task `skip`."""
        if self._index is None:
            self._index = _Index(list(self._minhashes.values()))
        keys = list(self._minhashes)
        for numbers, name in ((self._index.same(minhash), "same"), (self._index.near(minhash), "near")):
            for part, texts in self._index.by_part(numbers):
                if keys[part][0] != skip:
                    getattr(self._of(train, keys[part]), name).update(texts)
        long_ids = {name for name in minhash.ids if len(name) >= LONG_ID}
        for key, evaluated in self._minhashes.items():
            if key[0] != skip and (shared := long_ids & evaluated.ids):
                self._of(train, key).ids.update(shared)

    def _of(self, train: str, key: Key) -> _Found:
        return self._found.setdefault((train, key), _Found(set(), set(), set()))

    def overlaps(self) -> tuple[Overlap, ...]:
        """Every overlap, by training task and then by evaluation set."""
        return tuple(
            Overlap(
                train=train,
                task=key[0],
                split=key[1],
                language=key[2],
                texts=len(found.same),
                near=len(found.near - found.same),
                ids=len(found.ids),
                total=len(self._minhashes[key].whole),
                sample=_longest(self._minhashes[key].texts, found.same or found.near),
            )
            for (train, key), found in sorted(self._found.items(), key=lambda entry: entry[0])
        )


def _longest(texts: tuple[str, ...], numbers: set[int]) -> str:
    return max((texts[number] for number in numbers), key=lambda text: (len(text), text), default="")


class _Index:
    """All evaluation texts, numbered through, in arrays sorted by hash."""

    def __init__(self, minhashes: list[MinHash]) -> None:
        # Texts are numbered through all evaluation sets: `first` (sets + 1,) is where each set begins.
        counts = np.array([len(minhash.whole) for minhash in minhashes], np.int64)
        self.first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        whole = np.concatenate([np.zeros(0, np.uint64), *(minhash.whole for minhash in minhashes)])
        self.whole, self.texts = _sorted(whole, np.arange(len(whole)))
        # Windows of all texts (windows,), their owners in the common numbers, and how many each text has (texts,).
        windows = np.concatenate([np.zeros(0, np.uint64), *(minhash.windows for minhash in minhashes)])
        numbered = [minhash.owners + first for minhash, first in zip(minhashes, self.first[:-1], strict=True)]
        owners = np.concatenate([np.zeros(0, np.int64), *numbered])
        self.sizes = np.bincount(owners, minlength=len(whole))
        self.windows, self.owners = _sorted(windows, owners)

    def same(self, minhash: MinHash) -> Numbers:
        """Numbers of the texts that the MinHash has, too."""
        _, found = _matches(self.whole, self.texts, minhash.whole, most=len(self.whole))
        return np.unique(found)

    def near(self, minhash: MinHash) -> Numbers:
        """Numbers of the texts that share most windows with a text of the MinHash, by the shorter of the two."""
        query, found = _matches(self.windows, self.owners, minhash.windows, most=COMMON)
        if not len(found):
            return found
        # A pair (their text, our text) as one number, so that counting equal numbers counts shared windows.
        width = np.int64(len(self.sizes))
        pairs, shared = np.unique(minhash.owners[query] * width + found, return_counts=True)
        theirs, ours = np.divmod(pairs, width)
        # Measured by the shorter of both, so that a text is found inside a longer one and around a shorter one.
        own = np.bincount(minhash.owners, minlength=len(minhash.whole))
        shorter = np.minimum(own[theirs], self.sizes[ours])
        return np.unique(ours[(shared >= FEWEST) & (shared >= SHARE * shorter)])

    def by_part(self, numbers: Numbers) -> Iterator[tuple[int, list[int]]]:
        """Evaluation set and the numbers of its texts, counted from its own first one."""
        parts = np.searchsorted(self.first, numbers, side="right") - 1
        for part in np.unique(parts):
            yield int(part), (numbers[parts == part] - self.first[part]).tolist()


def _sorted(hashes: Hashes, owners: Numbers) -> tuple[Hashes, Numbers]:
    order = np.argsort(hashes, kind="stable")
    return hashes[order], owners[order]


def _matches(hashes: Hashes, owners: Numbers, asked: Hashes, *, most: int) -> tuple[Numbers, Numbers]:
    """Place in `asked` and owner of every equal hash, for hashes that at most `most` owners have."""
    order = np.argsort(asked)  # in order, the search reads the memory once and not all over
    left = np.searchsorted(hashes, asked[order], side="left")
    hit = hashes[np.minimum(left, len(hashes) - 1)] == asked[order] if len(hashes) else np.zeros(len(left), bool)
    order, left = order[hit], left[hit]
    # Equal hashes stand side by side: `left` is the first of each run, `counts` its length; set phrases are dropped.
    counts = np.searchsorted(hashes, asked[order], side="right") - left
    counts[counts > most] = 0
    # All members of all runs in one array: 0, 1, ... within each run, added to where the run begins.
    places: NDArray[np.int64] = np.repeat(order, counts)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return places, owners[np.repeat(left, counts) + within]
