"""Pseudo-log-likelihood of masked language models: which tokens are hidden together, and what their losses add up to.

Values of languages cannot be compared, as each is split into pieces in its own way; changes of a language can.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class ItemLoss(NamedTuple):
    """By item, the summed loss of its hidden tokens in nats and how many those are, both (items,)."""

    total: NDArray[np.float64]
    tokens: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Nats a token over all items; 0 without tokens. Log of the pseudo-perplexity (Salazar et al. 2020)."""
        count = float(self.tokens.sum())
        return float(self.total.sum()) / count if count else 0.0

    @property
    def perplexity(self) -> float:
        """PPPL(W) = exp(-1/N sum PLL(W)), N counting tokens (Salazar et al. 2020, section 2.3)."""
        return float(np.exp(self.mean))


def loss_by_item(losses: NDArray[np.floating], item: NDArray[np.integer], items: int) -> ItemLoss:
    """Sums by item of `losses` (tokens,), each -log p of one hidden token in nats; `item` (tokens,) counts from 0.

    Tokens of several draws of masks may come together: a token that is hidden twice counts twice.
    """
    total = np.bincount(item, np.asarray(losses, np.float64), minlength=items).astype(np.float64)
    return ItemLoss(total, np.bincount(item, minlength=items).astype(np.float64))


def hidden_together(words: Sequence[int | None]) -> NDArray[np.bool_]:
    """Which tokens are hidden when each token is asked for, (asked, tokens), where `words` says each token's word.

    Asked for a token, it and the tokens of its word to its right are hidden: else a long word's last pieces give its
    first ones away (PLL-word-l2r, Kauf and Ivanova 2023). Special tokens, whose word is None, are neither asked for
    nor hidden: rows are the other tokens, in order.

    >>> hidden_together([None, 0, 1, 1, None]).astype(int).tolist()
    [[0, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 0]]
    """
    word = np.array([-1 if one is None else one for one in words], np.int64)
    place = np.arange(len(word))
    hidden: NDArray[np.bool_] = (word[:, None] == word) & (place >= place[:, None])
    return hidden[word >= 0]
