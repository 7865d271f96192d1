"""How MLQA splits answers into words, each language in its own way; `squad.best` then counts them.

Restated from a description of the official evaluator, with the oddities that its numbers depend on: the Arabic
article's letters are taken out wherever they stand, also inside a word, and Hindi and Chinese have no articles.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, partial

from xstilts.base.errors import pick

_ARTICLES: Mapping[str, str] = {
    "ar": "ال",
    "de": r"\b(?:ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des)\b",
    "en": r"\b(?:a|an|the)\b",
    "es": r"\b(?:un|una|unos|unas|el|la|los|las)\b",
    "hi": "",
    "vi": r"\b(?:của|là|cái|chiếc|những)\b",
    "zh": "",
}
_IDEOGRAPHS = re.compile(r"([\u4e00-\u9fa5])")

LANGUAGES = tuple(_ARTICLES)
"""The languages that MLQA has rules for."""


@cache
def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def words(text: str, language: str) -> list[str]:
    """The words that count of an answer. Raises UserError for a language that MLQA does not have.

    >>> words("Die Ärzte!", "de")
    ['ärzte']
    >>> words("在1990年。", "zh")
    ['在', '1990', '年']
    """
    articles = pick(_ARTICLES, language, "language of MLQA")
    bare = "".join(character for character in text.lower() if not _is_punctuation(character))
    if articles:
        bare = re.sub(articles, " ", bare)
    return (_IDEOGRAPHS.sub(r" \1 ", bare) if language == "zh" else bare).split()


def splitter(language: str) -> Callable[[str], list[str]]:
    """`words` of one language, as `squad.best` takes it."""
    return partial(words, language=language)
