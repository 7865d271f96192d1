"""e2, X: two names of one text change places, as in PAWS (Zhang et al. 2019). Whether its meaning changes is open."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

from xstilts.perturbations.entities import entities
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import Occurrence, scripts_in
from xstilts.task_types.edits import Replacement


def swaps(original: Original) -> Iterator[tuple[Occurrence, Occurrence]]:
    """The pairs of different names of the text in one script, none part of the other."""
    found = entities(original.text, original.language, original.other)
    for one, other in combinations(found, 2):
        apart = one.text not in other.text and other.text not in one.text
        if apart and scripts_in(one.text) == scripts_in(other.text):
            yield one, other


def swapped(one: Occurrence, other: Occurrence, side: int) -> Edit:
    """The edit that puts each name where the other one stands."""
    return Replacement(side, one.start, one.end, other.text), Replacement(side, other.start, other.end, one.text)


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every pair of names."""
    return (swapped(one, other, original.side) for one, other in swaps(original))


FAMILY = Family(effect="stresses", side="one", propose=propose, most=None)
