"""Looks for evaluation text in training text: exact matches once case, punctuation and spacing are folded away."""

import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Texts of a task's `split` in `language` that the training text of `train` has too: `texts` of `total`."""

    train: str
    task: str
    split: str
    language: str
    texts: int
    total: int
    sample: str


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


class Finder:
    """Takes all evaluation text first, then training text, and counts the evaluation texts that come again."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str, str], dict[str, str]] = {}
        self._owners: dict[str, list[tuple[str, str, str]]] = {}
        self._found: dict[tuple[str, tuple[str, str, str]], set[str]] = {}

    def add(self, key: tuple[str, str, str], texts: Iterable[str]) -> None:
        """Remember the evaluation texts of (task, split, language)."""
        known = self._keys.setdefault(key, {})
        for text in texts:
            folded = fold(text)
            if folded and folded not in known:
                known[folded] = text
                self._owners.setdefault(folded, []).append(key)

    def look(self, train: str, texts: Iterable[str]) -> None:
        """Look for training texts of the task `train` among what `add` was given."""
        for text in texts:
            folded = fold(text)
            for key in self._owners.get(folded, ()):
                self._found.setdefault((train, key), set()).add(folded)

    def overlaps(self) -> tuple[Overlap, ...]:
        """Every overlap, by training task and then by evaluation set."""
        return tuple(
            Overlap(
                train=train,
                task=key[0],
                split=key[1],
                language=key[2],
                texts=len(found),
                total=len(self._keys[key]),
                sample=self._keys[key][max(found, key=lambda folded: (len(folded), folded))],
            )
            for (train, key), found in sorted(self._found.items())
        )
