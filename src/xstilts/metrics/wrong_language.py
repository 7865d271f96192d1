"""Answers in the wrong language: words that a masked language model fills in, and spans taken from an English text."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str | None:
    """The script that a letter's Unicode name begins with; None for what is no letter."""
    return unicodedata.name(character, "").partition(" ")[0] or None if character.isalpha() else None


def script(text: str) -> str | None:
    """The script of most of the text's letters, the first of equals; None without letters.

    >>> script("кошка"), script("42 %")
    ('CYRILLIC', None)
    """
    counts = Counter(found for character in text if (found := _script_of(character)))
    return counts.most_common(1)[0][0] if counts else None


def wrong_language_fills(
    fills: Sequence[str],
    language: str,
    lexicons: Mapping[str, Collection[str]],
    scripts: Mapping[str, Collection[str]] | None = None,
) -> NDArray[np.float64]:
    """1 for every filled-in word that belongs to another language than `language`, else 0; (fills,).

    A word belongs elsewhere where no script of the language writes it (`scripts` by language, as Unicode names them;
    a language without an entry is written in any), or where another language's lexicon has it and the own one has
    not. A word that no lexicon has, a number or a mark counts as right: the rate is a lower bound. With the lab's
    whole lexicons it is exact. Raises ValueError for a language without a lexicon.
    """
    if language not in lexicons:
        raise ValueError(f"no lexicon of {language!r}. Lexicons: {', '.join(sorted(lexicons))}")
    own = lexicons[language]
    others = [words for code, words in lexicons.items() if code != language]
    written = (scripts or {}).get(language)

    def wrong(word: str) -> bool:
        letters = script(word)
        if letters is None or word in own:
            return False
        return (written is not None and letters not in written) or any(word in words for words in others)

    return np.array([wrong(word) for word in fills], np.float64)


def english_pull(
    answers: Sequence[str], own: Sequence[str], english: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Numerator and denominator (questions,) of the share of answers taken from the English paragraph.

    Every question is asked of a paragraph in its language, `own`, beside the same or another one in `english`. An
    answer that both have (a number, a name) or none has, and an empty one, tells nothing: its denominator is 0. It does
    not see whether answers are right.
    """
    taken = [(answer in theirs, answer in ours) for answer, ours, theirs in zip(answers, own, english, strict=True)]
    in_english, in_own = np.array(taken, bool).reshape(-1, 2).T
    decided = (in_english != in_own) & np.array([bool(answer.strip()) for answer in answers], bool)
    return (in_english & decided).astype(np.float64), decided.astype(np.float64)
