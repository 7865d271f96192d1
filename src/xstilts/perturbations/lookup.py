"""Finds the words of a text that a lexicon has: runs of letters or, without spaces, the longest ones first."""

from collections.abc import Container, Iterator, Mapping
from random import Random

import regex

from xstilts.lab.streams import choose
from xstilts.perturbations.family import Original
from xstilts.perturbations.scripts import UNSPACED, WordAt, words

LEAST, LONGEST = 2, 4
"""Characters of words that are looked up where there are no spaces; single ones are mostly parts of words."""

_UNSPACED = regex.compile(rf"[{UNSPACED}]")


def looked_up(text: str, known: Container[str]) -> Iterator[WordAt]:
    """The words that are known in lower case, from left to right."""
    for word in words(text):
        if _UNSPACED.match(word.text):
            yield from _longest(word, known)
        elif word.text.lower() in known and not _hyphenated(text, word):
            yield word


def _hyphenated(text: str, word: WordAt) -> bool:
    return "-" in (text[word.start - 1 : word.start], text[word.end : word.end + 1])


def _longest(run: WordAt, known: Container[str]) -> Iterator[WordAt]:
    start = 0
    while start < len(run.text):
        sizes = range(min(LONGEST, len(run.text) - start), LEAST - 1, -1)
        size = next((size for size in sizes if run.text[start : start + size] in known), 0)
        if size:
            yield WordAt(run.start + start, run.text[start : start + size])
        start += size or 1


def embedding_language(original: Original, random: Random) -> str:
    """The language that the example's words are put into: any that one of them has a translation in."""
    translations: Mapping[str, Mapping[str, str]] = original.lexicon.translations
    found = {
        language
        for text in original.texts
        for word in looked_up(text, translations)
        for language in translations[word.text.lower()]
    }
    return choose(random, sorted(found)) if found else ""
