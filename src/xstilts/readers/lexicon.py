"""Bilingual lexicons with English: word lists (`English TAB translation`) and wordnets that share synset ids."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at

Words = dict[str, str]
"""A translation of every English word, in lower case."""

Synsets = dict[str, list[str]]
"""The single-word lemmas of every synset, by its name, which ends in its part of speech (`-n`, `-v`, `-a`, `-r`)."""

WORDNET = "wn-wikt-"
CODES = {
    **{"arb": "ar", "cmn": "zh", "deu": "de", "ell": "el", "eng": "en", "est": "et", "fin": "fi", "fra": "fr"},
    **{"hin": "hi", "ita": "it", "jpn": "ja", "kor": "ko", "rus": "ru", "spa": "es", "swa": "sw", "tha": "th"},
    **{"tur": "tr", "urd": "ur", "vie": "vi"},
}
"""The languages of wordnet files, as XTREME spells them."""


def read_lexicons(paths: Sequence[Path]) -> dict[str, Words]:
    """By language, a translation of every single English word that a file has; earlier files come first.

    A word list's name ends in `en-de.tsv` or `en_de.tsv`; wordnets are `wn-wikt-deu.tab`, with the English one. Raises
    UserError at a line without a tab, and where wordnets come without the English one.
    """
    found: dict[str, Words] = defaultdict(dict)
    wordnets: dict[str, Synsets] = {}
    for path in paths:
        name = files.stem(path)
        if name.startswith(WORDNET):
            wordnets[CODES[name.removeprefix(WORDNET)]] = read_synsets(path)
        else:
            add(found[name[-2:]], word_list(path))
    if wordnets and "en" not in wordnets:
        raise UserError(f"{paths[0].parent}: wordnets without the English one, {WORDNET}eng.tab: add it")
    for language, synsets in wordnets.items():
        if language != "en":
            add(found[language], joined(wordnets["en"], synsets))
    return dict(found)


def add(words: Words, pairs: Iterable[tuple[str, str]]) -> None:
    """Take up the pairs whose English word is not there yet."""
    for english, word in pairs:
        words.setdefault(english.lower(), word)


def inverted(words: Mapping[str, str]) -> Words:
    """English by the other language's word; of several English words the first."""
    back: Words = {}
    for english, word in words.items():
        back.setdefault(word.lower(), english)
    return back


def word_list(path: Path) -> Iterable[tuple[str, str]]:
    """The lines of a word list that are one word on both sides."""
    for line, text in files.lines(path):
        english, tab, word = text.partition("\t")
        if not tab:
            raise UserError(f"{at(path, line)}: no tab in {text[:60]!r}, expected `English TAB translation`")
        if english and word and " " not in english + word:
            yield english, word


def read_synsets(path: Path) -> Synsets:
    """The single-word lemmas of every synset of a wordnet in tab format."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, text in files.lines(path):
        fields = text.split("\t")
        if not text.startswith("#") and len(fields) == 3 and fields[2] and " " not in fields[2]:
            found[fields[0]].append(fields[2])
    return found


def joined(english: Synsets, other: Synsets) -> Iterable[tuple[str, str]]:
    """Each lemma of the first wordnet with that of the other that shares most synsets, the shorter one of equals."""
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for synset, lemmas in english.items():
        for lemma in lemmas:
            shared[lemma].update(other.get(synset, ()))
    for lemma, counts in shared.items():
        if counts:
            yield lemma, min(counts, key=lambda word: (-counts[word], len(word)))
