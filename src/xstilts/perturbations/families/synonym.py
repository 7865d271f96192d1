"""l1: a word becomes another of the same sense and part of speech (Ren et al. 2019), in one text; exact in the lab."""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.lookup import looked_up
from xstilts.task_types.edits import Replacement

_VOWELS = tuple("aeiou")


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word that has a synonym."""
    for word in looked_up(original.text, original.language, original.lexicon.synonyms):
        others = [other for other in original.lexicon.synonyms[word.text.lower()] if _fits(original, word.start, other)]
        if others:
            new = choose(random, others)
            new = new[0].upper() + new[1:] if word.text[0].isupper() else new
            yield (Replacement(original.side, word.start, word.end, new),)


def _fits(original: Original, start: int, other: str) -> bool:
    """Whether an English article before the word fits the other one as well, going by its first letter."""
    article = original.text[:start].lower().rpartition(" ")[0].rpartition(" ")[2]
    if original.language != "en" or article not in ("a", "an"):
        return True
    return other.lower().startswith(_VOWELS) == (article == "an")


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(1.0, 0.5), most=None, needs="synonyms")
