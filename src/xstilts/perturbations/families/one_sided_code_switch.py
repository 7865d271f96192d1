"""l3: a word of one text alone becomes its translation (PolyGloss, Tan and Joty 2021): harder than in both."""

from collections.abc import Iterator
from random import Random

from xstilts.perturbations.families import code_switch
from xstilts.perturbations.family import Edit, Family, Original


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word of the text that has a translation."""
    for edit in code_switch.propose(original, random):
        own = tuple(replacement for replacement in edit if replacement.part == original.side)
        if own:
            yield own


FAMILY = Family(
    effect="preserves",
    side="one",
    propose=propose,
    strengths=(0.3, 0.15, 0.6),
    most=None,
    keeps_script=False,
    needs="translations",
)
