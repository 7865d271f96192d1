"""c6: two words joined, one split; where scripts have no spaces, a space between two characters."""

from collections.abc import Iterator
from random import Random

import regex

from xstilts.lab.streams import below
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import UNSPACED, graphemes, is_cased_name, words
from xstilts.task_types.edits import Replacement

_SPACE = regex.compile(r"(?<=\p{L}\p{M}*) (?=\p{L})")
_BETWEEN = regex.compile(rf"(?<=[{UNSPACED}]\p{{M}}*)(?=[{UNSPACED}])")
LEAST = 4
"""Letters of the shortest word that is split; two where a letter is a syllable."""


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every space between words, for every longer word, and between all unspaced characters."""
    text, side = original.text, original.side
    yield from ((Replacement(side, match.start(), match.end(), ""),) for match in _SPACE.finditer(text))
    yield from ((Replacement(side, match.start(), match.start(), " "),) for match in _BETWEEN.finditer(text))
    for word in words(text):
        letters = graphemes(word.text)
        least = 3 if "가" <= word.text[0] <= "힣" else LEAST
        if len(letters) >= least and not is_cased_name(word.text) and not _BETWEEN.search(word.text):
            place = word.start + len("".join(letters[: 1 + below(random, len(letters) - 1)]))
            yield (Replacement(side, place, place, " "),)


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(0.1, 0.05, 0.2))
