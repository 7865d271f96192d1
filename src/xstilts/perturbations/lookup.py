"""Finds the words of a text that a lexicon has: runs of letters or, without spaces, the longest ones first."""

from collections.abc import Container, Iterator, Mapping
from random import Random

import regex

from xstilts.lab.streams import choose
from xstilts.perturbations.entities import entities
from xstilts.perturbations.family import Original
from xstilts.perturbations.scripts import UNSPACED, Occurrence, words

LEAST, LONGEST = 2, 4
"""Characters of words that are looked up where there are no spaces; single ones are mostly parts of words."""

_UNSPACED = regex.compile(rf"[{UNSPACED}]")


def looked_up(text: str, language: str, known: Container[str]) -> Iterator[Occurrence]:
    """The words that are known in lower case, from left to right; no part of a hyphenated word or of a name."""
    for word in words(text):
        if _UNSPACED.match(word.text):
            names = entities(text, language)
            yield from (part for part in _longest(word, known) if not any(_part_of(part, name) for name in names))
        elif word.text.lower() in known and not _hyphenated(text, word):
            yield word


def _part_of(word: Occurrence, name: Occurrence) -> bool:
    """Whether the word is less than the name, but not apart from it."""
    apart = word.end <= name.start or word.start >= name.end
    return not apart and (word.start, word.end) != (name.start, name.end)


def _hyphenated(text: str, word: Occurrence) -> bool:
    return "-" in (text[word.start - 1 : word.start], text[word.end : word.end + 1])


def _longest(run: Occurrence, known: Container[str]) -> Iterator[Occurrence]:
    start = 0
    while start < len(run.text):
        sizes = range(min(LONGEST, len(run.text) - start), LEAST - 1, -1)
        size = next((size for size in sizes if run.text[start : start + size] in known), 0)
        if size:
            yield Occurrence(run.start + start, run.text[start : start + size])
        start += size or 1


def embedding_language(original: Original, random: Random) -> str:
    """The language that the example's words are put into: any that one of them has a translation in."""
    translations: Mapping[str, Mapping[str, str]] = original.lexicon.translations
    found = {
        language
        for text in original.texts
        for word in looked_up(text, original.language, translations)
        for language in translations[word.text.lower()]
    }
    return choose(random, sorted(found)) if found else ""
