"""l3: a word of one text alone becomes its translation (PolyGloss, Tan and Joty 2021): harder than in both."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from xstilts.perturbations.families import code_switch
from xstilts.perturbations.family import Edit, Original


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word of the text that has a translation."""
    for edit in code_switch.propose(original, random):
        own = tuple(replacement for replacement in edit if replacement.part == original.side)
        if own:
            yield own


FAMILY = replace(code_switch.FAMILY, side="one", propose=propose)
