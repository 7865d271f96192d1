"""c1: letters of a word swapped, left out, doubled or put in. The reading survives (Pruthi et al. 2019): first and last
letters stay, words have four letters or more, and capitalised words, which may be names, are left alone.
"""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import below, choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import ALPHABETS, Occurrence, graphemes, is_cased_name, scripts_in, words
from xstilts.task_types.edits import Replacement

LEAST = 4
"""Graphemes of the shortest word that is edited."""


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word that is long enough."""
    for word in words(original.text):
        letters = graphemes(word.text)
        if len(letters) >= LEAST and not is_cased_name(word.text) and scripts_in(word.text) <= ALPHABETS:
            edit = _edit(word, letters, original.side, random)
            if edit is not None:
                yield (edit,)


def _edit(word: Occurrence, letters: tuple[str, ...], side: int, random: Random) -> Replacement | None:
    """Two inner letters swapped, or one left out, doubled, or followed by another letter of the word.

    None where that gives the same word.
    """
    place = 1 + below(random, len(letters) - 2)
    kind = choose(random, ("swap", "drop", "double", "insert"))
    first, old = place, letters[place : place + 1]
    if kind == "swap":
        first = min(place, len(letters) - 3)
        old = letters[first : first + 2]
    new = {"swap": old[::-1], "drop": (), "double": old * 2, "insert": (*old, choose(random, letters).lower())}[kind]
    if old == new:
        return None
    start = word.start + len("".join(letters[:first]))
    return Replacement(side, start, start + len("".join(old)), "".join(new))


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(0.2, 0.1, 0.4), scripts=ALPHABETS)
