"""c5: characters that nobody sees: spaces of no width, soft hyphens, marks of direction (Boucher et al. 2021)."""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import below, choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import graphemes, words
from xstilts.task_types.edits import Replacement

INVISIBLE = "\u200b\u2060\u00ad\u200e"


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One insertion for every word of two graphemes or more, between two of them."""
    for word in words(original.text):
        letters = graphemes(word.text)
        if len(letters) > 1:
            place = word.start + len("".join(letters[: 1 + below(random, len(letters) - 1)]))
            yield (Replacement(original.side, place, place, choose(random, INVISIBLE)),)


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(0.3, 0.1, 1.0))
