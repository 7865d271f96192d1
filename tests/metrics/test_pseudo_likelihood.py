import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics.pseudo_likelihood import hidden_together, loss_by_item

WORDS = st.lists(st.integers(1, 4), max_size=6).map(
    lambda lengths: [None, *(number for number, length in enumerate(lengths) for _ in range(length)), None]
)


def test_losses_add_up_by_item_and_perplexity_is_that_of_all_tokens():
    losses = loss_by_item(np.log([2.0, 4, 8, 16]), np.array([0, 2, 2, 0]), items=4)
    np.testing.assert_allclose(losses.total, np.log([32, 1, 32, 1]))
    assert losses.tokens.tolist() == [2, 0, 2, 0]
    assert losses.mean == pytest.approx(np.log(2 * 4 * 8 * 16) / 4)
    assert losses.perplexity == pytest.approx((2 * 4 * 8 * 16) ** (1 / 4))


def test_without_tokens_there_is_no_loss():
    assert loss_by_item(np.array([]), np.array([], np.int64), items=2).mean == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 20, width=32)), min_size=1, max_size=40))
def test_perplexity_is_the_inverse_geometric_mean_of_probabilities(tokens):
    item, losses = np.array([i for i, _ in tokens]), np.array([loss for _, loss in tokens], np.float32)
    found = loss_by_item(losses, item, items=5)
    for number in range(5):
        assert found.total[number] == pytest.approx(sum(float(loss) for i, loss in tokens if i == number), abs=1e-6)
    expected = np.prod([np.exp(-float(loss)) ** (1 / len(tokens)) for _, loss in tokens])
    assert found.perplexity == pytest.approx(1 / expected, rel=1e-6)


def test_later_pieces_of_a_word_are_hidden_with_each_of_its_pieces():
    assert hidden_together([None, 7, 7, 7, 9, None]).astype(int).tolist() == [
        [0, 1, 1, 1, 0, 0],
        [0, 0, 1, 1, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1, 0],
    ]


@given(WORDS)
def test_every_piece_is_asked_for_once_and_words_do_not_hide_each_other(words):
    hidden = hidden_together(words)
    asked = [place for place, word in enumerate(words) if word is not None]
    assert hidden.shape == (len(asked), len(words))
    for row, place in zip(hidden, asked, strict=True):
        expected = [i for i, word in enumerate(words) if word == words[place] and i >= place]
        assert np.flatnonzero(row).tolist() == expected
