"""w2's sibling, in the lab: one of two sentences that say the same is negated, or no longer negated."""

from collections.abc import Iterator
from random import Random

from xstilts.perturbations.family import Edit, Family, Original


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """The sentence with the other polarity."""
    if original.lab is not None:
        edit = original.lab.retold(original.text, lambda e: e._replace(negated=not e.negated), original.side)
        if edit:
            yield edit


FAMILY = Family(effect="flips", side="one", propose=None, propose_in_lab=propose_in_lab, most=None)
