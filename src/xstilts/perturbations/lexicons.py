"""What is known of a language's words: synonyms and translations, from the data folder or, in the lab, from its makers.

Real text: synonyms are the lemmas of one synset of Open Multilingual Wordnet (Bond and Foster 2013; here its
Wiktionary lists), for lemmas with one sense alone; translations to or from English come from
GATITOS and XLing-Eval, or else from wordnets.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.perturbations.scripts import ALPHABETS, scripts_in, words
from xstilts.readers.lexicon import CODES, Synsets, joined, read_synsets, word_list

_WORDNET = "omw_wikt/wn-wikt-{}.tab"
_LISTS = ("gatitos/en_{}.tsv", "xling_eval_bli/en-{0}/yacle.train.freq.5k.en-{0}.tsv")

AGREEING = frozenset("de es fr it pt".split())
"""Languages in which articles and adjectives agree with a noun, so that another noun may not fit."""

PARTICIPLES = {"de": ("t",), "en": ("ed", "ing"), "es": ("ado", "ido"), "fr": ("é",)}
"""How participles end, by language."""

PARTS = {"synonyms": "a wordnet", "translations": "a word list or a wordnet with English"}


@dataclass(frozen=True)
class Lexicon:
    """The words of one language in lower case, with what may stand for them.

    `synonyms` are of the same sense and part of speech. `translations` are by word, then by language.
    """

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@lru_cache(maxsize=32)
def load(data: Path, language: str, needs: str) -> Lexicon:
    """The part of the language's lexicon that `needs` names, read below a data folder.

    Raises UserError where there is none, with the files that were looked for.
    """
    lexicon = {"synonyms": _with_synonyms, "translations": _with_translations}[needs](data, language)
    if not (lexicon.synonyms or lexicon.translations):
        looked = _patterns(language) if needs == "translations" else [_wordnet(language)]
        raise UserError(
            f"{data}: no lexicon with {needs} of {language!r}, expected {PARTS[needs]}: {', '.join(looked)} (plain, "
            ".gz, .xz or .bz2). Add one, name its folder with --lexicons, or leave the language or the family out."
        )
    return lexicon


def _with_synonyms(data: Path, language: str) -> Lexicon:
    path = files.find(data, _wordnet(language))
    return Lexicon(synonyms=synonyms(_synsets(path), language) if path else {})


def synonyms(synsets: Synsets, language: str) -> dict[str, tuple[str, ...]]:
    """For every lemma that has one sense, the other lemmas that have this sense alone.

    Nouns are left out where articles agree with them.
    """
    senses = Counter(lemma for lemmas in synsets.values() for lemma in set(lemmas))
    found: dict[str, tuple[str, ...]] = {}
    for name, lemmas in synsets.items():
        single = {lemma for lemma in lemmas if senses[lemma] == 1 and is_content(lemma)}
        only = sorted(lemma for lemma in single if not _is_participle(lemma, name, language))
        if len(only) > 1 and not (name.endswith("-n") and language in AGREEING):
            for lemma in only:
                others = tuple(other for other in only if _differ(lemma, other))
                if others:
                    found.setdefault(lemma.lower(), others)
    return found


def _differ(one: str, other: str) -> bool:
    """Whether two lemmas are words of their own, not forms of one word, and are both written small or both not."""
    derived = one.lower().startswith(other.lower()) or other.lower().startswith(one.lower())
    return not derived and one[0].isupper() == other[0].isupper()


def is_content(word: str) -> bool:
    """Whether it is one word, long enough to be none of grammar: four letters, or two where letters say more."""
    if [found.text for found in words(word)] != [word]:
        return False
    scripts = scripts_in(word)
    return len(word) >= (4 if scripts <= ALPHABETS else 2) and scripts != {"Hiragana"}


def _is_participle(lemma: str, synset: str, language: str) -> bool:
    """Whether an adjective may as well be the form of a verb, which says something else."""
    return synset.endswith("-a") and lemma.endswith(PARTICIPLES.get(language, ("\n",)))


def _with_translations(data: Path, language: str) -> Lexicon:
    """Every content word with its English, or of English with all other languages that have a word list.

    A wordnet stands in where a language has no list: its first sense may be a rare one, or rude.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    others = sorted({*CODES.values()} - {"en"}) if language == "en" else ["en"]
    for other in others:
        listed = _listed(data, language, other)
        for word, translation in listed or ([] if language == "en" else _through_wordnets(data, language)):
            if is_content(word):
                found[word.lower()].setdefault(other, translation)
    return Lexicon(translations=found)


def _listed(data: Path, language: str, other: str) -> list[tuple[str, str]]:
    """Words of the language with translations, from the word lists of the pair, one of which is English."""
    patterns = [pattern.format(other if language == "en" else language) for pattern in _LISTS]
    pairs = [pair for path in _paths(data, patterns) for pair in word_list(path)]
    return pairs if language == "en" else [(word, english) for english, word in pairs]


def _through_wordnets(data: Path, language: str) -> Iterable[tuple[str, str]]:
    """Words of the language with English ones that share synsets."""
    own, english = (files.find(data, _wordnet(code)) for code in (language, "en"))
    return joined(_synsets(own), _synsets(english)) if own and english else ()


_synsets = lru_cache(maxsize=32)(read_synsets)


def _paths(data: Path, patterns: Iterable[str]) -> Iterator[Path]:
    return (path for pattern in patterns if (path := files.find(data, pattern)))


def _patterns(language: str) -> list[str]:
    if language == "en":
        return [_wordnet("en"), *(pattern.replace("{0}", "*").format("*") for pattern in _LISTS)]
    return [*(pattern.format(language) for pattern in _LISTS), _wordnet(language)]


def _wordnet(language: str) -> str:
    codes = {spelt: code for code, spelt in CODES.items()}
    return _WORDNET.format(codes.get(language, language))
