"""Does a model say the same of an item in another language? By item, from predictions alone; right or wrong."""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.ranking import right


def agreement(here: Sequence[Hashable], english: Sequence[Hashable]) -> NDArray[np.float64]:
    """1 for every item of which both languages have the same prediction, else 0; (items,).

    It does not see gold answers, so it falls where English alone gets better. Raises ValueError for unequal lengths.
    """
    return right(english, here)


def agreement_on_errors(
    here: Sequence[Hashable], english: Sequence[Hashable], gold: Sequence[Hashable]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Numerator and denominator (items,) of the agreement on those items alone that the English prediction gets wrong.

    Two good models agree by being right; that they make the same mistakes shows that they decide alike.
    """
    wrong = 1.0 - right(gold, english)
    return agreement(here, english) * wrong, wrong


def chance_agreement(here: Sequence[Hashable], english: Sequence[Hashable]) -> float:
    """The agreement of two that predict as often what these do, but independently: sum_c p(c) q(c) (Cohen 1960)."""
    ours, theirs = Counter(here), Counter(english)
    total = len(here) * len(english)
    return sum(count * theirs[value] for value, count in ours.items()) / total if total else 0.0
