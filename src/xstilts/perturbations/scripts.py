"""Graphemes, words and scripts of text in any language, by the Unicode properties that `regex` knows.

A grapheme is what a reader takes for one character (UAX 29); a script that writes no spaces has no words here, only
runs of letters.
"""

from functools import lru_cache
from typing import NamedTuple

import regex

_BY_SCRIPT = {
    "Latin": "af az cy da de en es et eu fi fr ga ht hr hu id it jv lt ms nl no pl pt qu ro sl sv sw tl tr vi wo yo",
    "Cyrillic": "bg be kk ky mk ru sr tg uk",
    "Arabic": "ar ckb fa ur",
    "Hebrew": "he yi",
    "Greek": "el",
    "Devanagari": "hi mr ne",
    "Bengali": "bn",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Tamil": "ta",
    "Telugu": "te",
    "Malayalam": "ml",
    "Kannada": "kn",
    "Georgian": "ka",
    "Armenian": "hy",
    "Ethiopic": "am ti",
    "Thai": "th",
    "Khmer": "km",
    "Lao": "lo",
    "Myanmar": "my",
    "Hangul": "ko",
    "Han": "ja yue zh",
    "Hiragana": "ja",
    "Katakana": "ja",
}
ALPHABETS = frozenset({"Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Hebrew", "Arabic"})
"""Scripts whose letters stand one after another, with spaces between words."""

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}ー"
"""A regular expression's set of what is written without spaces."""

_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"(?:\p{L}\p{M}*)+")
_SCRIPT = regex.compile("|".join(rf"(?P<{name}>\p{{{name}}})" for name in _BY_SCRIPT))


class Occurrence(NamedTuple):
    """A stretch of a text, such as a word, a number or a name, and the character at which it begins."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start + len(self.text)


def scripts_of(language: str) -> frozenset[str]:
    """The scripts that a language is written in; none where it is not known."""
    return frozenset(name for name, languages in _BY_SCRIPT.items() if language in languages.split())


@lru_cache(maxsize=8192)
def graphemes(text: str) -> tuple[str, ...]:
    r"""What a reader takes for the text's characters.

    >>> graphemes("e\u0301a")
    ('é', 'a')
    """
    return tuple(text) if text.isascii() and "\r" not in text else tuple(_GRAPHEME.findall(text))


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[Occurrence, ...]:
    """The runs of letters, from left to right.

    >>> [word.text for word in words("Don't go 12 m: 北京")]
    ['Don', 't', 'go', 'm', '北京']
    """
    return tuple(Occurrence(found.start(), found[0]) for found in _WORD.finditer(text))


@lru_cache(maxsize=8192)
def scripts_in(text: str) -> frozenset[str]:
    """The scripts of the text's characters, apart from what all scripts share (digits, marks, spaces).

    >>> sorted(scripts_in("Die 3 北京"))
    ['Han', 'Latin']
    """
    found = (_SCRIPT.fullmatch(character) for character in set(text))
    return frozenset(str(match.lastgroup) for match in found if match)


def is_cased_name(word: str) -> bool:
    """Whether the word begins with a capital, as names do (and German nouns, and sentences)."""
    return word[:1].isupper()


@lru_cache(maxsize=65_536)
def distance(one: str, other: str) -> int:
    """The edit distance (Levenshtein 1966) between two texts, in graphemes.

    >>> distance("kitten", "sitting"), distance("x", "x\u0301y")
    (3, 2)
    """
    a, b = list(graphemes(one)), list(graphemes(other))
    while a and b and a[-1] == b[-1]:
        del a[-1], b[-1]
    while a and b and a[0] == b[0]:
        del a[0], b[0]
    if not a or not b:
        return len(a) + len(b)
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]
