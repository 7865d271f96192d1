"""Bilingual lexicons with English: word lists (`English TAB translation`) and wordnets that share synset ids."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.task_types.base import Repair
from xstilts.task_types.lexicon_induction import LexiconEntry

Words = dict[str, str]
"""A translation of every English word, in lower case."""

Synsets = dict[str, list[str]]
"""The single-word lemmas of every synset, by its name, which ends in its part of speech (`-n`, `-v`, `-a`, `-r`)."""

SEVERAL = "line that is not one word and one translation: left out"

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


def read_entries(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, LexiconEntry | Repair]]:
    """Place and entry of every English word, with all its translations: of a word list, or of two wordnets.

    Of wordnets the English one comes first; a lemma is translated by every lemma of its synsets. Lines of several words
    are left out and counted. Ids are the English words, which languages share.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    places: dict[str, str] = {}
    if files.stem(paths[0]).startswith(WORDNET):
        english, other = (read_synsets(path) for path in paths)
        yield from (
            (place, Repair(SEVERAL, left_out=True)) for place, _, word in _lemmas(paths[1]) if not _is_word(word)
        )
        for synset, lemmas in english.items():
            for lemma in lemmas:
                found[lemma.lower()].update(dict.fromkeys(other.get(synset, ())))
    else:
        for place, word, translation in _lines(paths[0]):
            if not _is_word(word) or not _is_word(translation):
                yield place, Repair(SEVERAL, left_out=True)
                continue
            places.setdefault(word.lower(), place)
            found[word.lower()][translation] = None
    for word, translations in found.items():
        if translations:
            entry = LexiconEntry(id=word, language=language, word=word, translations=tuple(translations))
            yield places.get(word, at(paths[-1])), entry


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
    for _, english, word in _lines(path):
        if _is_word(english) and _is_word(word):
            yield english, word


def _is_word(text: str) -> bool:
    """Whether there is one word and no more, split at any white space."""
    return len(text.split()) == 1


def _lines(path: Path) -> Iterator[tuple[str, str, str]]:
    """Place, English side and other side of every line of a word list. Raises UserError at a line without a tab."""
    for line, text in files.lines(path):
        fields = text.split("	")
        if len(fields) != 2:
            count = f"{len(fields)} column{'s' * (len(fields) != 1)}"
            raise UserError(f"{at(path, line)}: {count}, expected 2 (English, translation): {text[:60]!r}")
        english, word = fields
        yield at(path, line), english, word


def read_synsets(path: Path) -> Synsets:
    """The single-word lemmas of every synset of a wordnet in tab format."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, synset, lemma in _lemmas(path):
        if _is_word(lemma):
            found[synset].append(lemma)
    return found


def _lemmas(path: Path) -> Iterator[tuple[str, str, str]]:
    """Place, synset and lemma of every lemma of a wordnet; definitions and examples have more fields."""
    for line, text in files.lines(path):
        fields = text.split("\t")
        if not text.startswith("#") and len(fields) == 3:
            yield at(path, line), fields[0], fields[2]


def joined(english: Synsets, other: Synsets) -> Iterable[tuple[str, str]]:
    """Each lemma of the first wordnet with that of the other that shares most synsets, the shorter one of equals."""
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for synset, lemmas in english.items():
        for lemma in lemmas:
            shared[lemma].update(other.get(synset, ()))
    for lemma, counts in shared.items():
        if counts:
            yield lemma, min(counts, key=lambda word: (-counts[word], len(word)))
