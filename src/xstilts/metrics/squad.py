"""Exact match and F1 of answers as the SQuAD 1.1 evaluator counts them, which XTREME uses for XQuAD and TyDiQA too.

The normalisation is English in every language (lower case, ASCII punctuation, `a an the`, split at white space): a
Chinese or Thai answer is one word, so its F1 is nearly its exact match. Changing that would be another metric.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


class Match(NamedTuple):
    """How well a prediction fits the gold answers, each from 0 to 1."""

    exact: float
    f1: float


def words(text: str) -> list[str]:
    """The words that count of an answer.

    >>> words("The  U.S. President's")
    ['us', 'presidents']
    """
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def best(prediction: str, answers: Sequence[str], split: Callable[[str], list[str]] = words) -> Match:
    """The best exact match and the best F1 over the gold answers. Raises ValueError where there is none.

    >>> best("the big apple", ["Apple", "New York"])
    Match(exact=0.0, f1=0.6666666666666666)
    """
    if not answers:
        raise ValueError("a question without gold answers cannot be scored: SQuAD 1.1 has an answer to each")
    ours = split(prediction)
    gold = [split(answer) for answer in answers]
    return Match(float(ours in gold), max(_f1(ours, theirs) for theirs in gold))


def best_or_none(prediction: str, answers: Sequence[str], split: Callable[[str], list[str]] = words) -> Match:
    """The same by the rules of SQuAD 2.0: no answers means that the empty prediction is right."""
    ours = split(prediction)
    gold = [theirs for answer in answers if (theirs := split(answer))] or [[]]
    return Match(
        float(ours in gold), max(_f1(ours, theirs) if ours and theirs else float(ours == theirs) for theirs in gold)
    )


def _f1(ours: list[str], theirs: list[str]) -> float:
    shared = (Counter(ours) & Counter(theirs)).total()
    return 2 * shared / (len(ours) + len(theirs)) if shared else 0.0
