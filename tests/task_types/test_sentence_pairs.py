"""Pairs of texts and hard negatives: their rows, and how their vectors are compared."""

import numpy as np
import pytest

from xstilts.models.encoded import IGNORED
from xstilts.task_types.sentence_pairs import SentencePair, SentencePairs
from xstilts.task_types.task_type import Prediction

KIND = SentencePairs(negatives=1)


def pair(name: str, text: str, second: str, negative: str = "a dog", context: str | None = None) -> SentencePair:
    return SentencePair(id=name, language="en", text=text, second=second, context=context, negatives=(negative,))


PAIRS = [pair("a", "the cat", "a cat sat"), pair("b", "the mat", "a cat sat", context="on the mat")]


@pytest.mark.parametrize("name", ["xlmr", "bert"])
def test_a_row_has_the_text_its_second_and_the_negatives(request, name):
    tokenizer = request.getfixturevalue(name)
    rows = KIND.encode(PAIRS, tokenizer, 32)
    assert len(rows) == 2
    assert rows.row_bounds.tolist() == [0, 3, 6]
    sequences = [rows.tokens[a:b].tolist() for a, b in zip(rows.bounds[:-1], rows.bounds[1:], strict=True)]
    alone = [tokenizer(text)["input_ids"] for text in ("the cat", "a cat sat", "a dog", "the mat")]
    assert sequences == [*alone, tokenizer("a cat sat", "on the mat")["input_ids"], alone[2]]
    assert IGNORED not in rows.tokens


def test_equal_texts_have_equal_numbers_in_every_process(xlmr):
    names = KIND.encode(PAIRS, xlmr, 32).per_row["texts"]
    assert names.shape == (2, 3)
    assert names[0, 2] == names[1, 2]
    assert len(set(names.ravel().tolist())) == 5
    assert KIND.encode([PAIRS[0]], xlmr, 32).per_row["texts"].tolist() == [names[0].tolist()]
    assert (names >= 0).all()


def test_no_pairs_are_no_rows(xlmr):
    rows = KIND.encode([], xlmr, 32)
    assert len(rows) == 0
    assert rows.per_row["texts"].shape == (0, 3)


def test_the_nearest_second_text_is_found_and_copies_count_alike():
    found = [np.array([[1, 0], [0, 1], [0, 0]], np.float32), np.array([[0, 1], [0.9, 0.1], [0, 0]], np.float32)]
    one, two = pair("a", "x", "y"), pair("b", "z", "w")
    predictions = KIND.decode([one, two], KIND.encode([], None, 8), found)
    assert [prediction.value for prediction in predictions] == ["b", "a"]
    assert KIND.score([one, two], predictions)["accuracy"].ratio == 0
    same = [one, pair("b", "z", "y")]
    assert KIND.score(same, [Prediction("a", "en", "b"), Prediction("b", "en", "a")])["accuracy"].ratio == 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (pair("a", " ", "y"), "empty text"),
        (pair("a", "x", "y", negative=""), "empty text"),
        (SentencePair(id="a", language="en", text="x", second="y"), "0 hard negatives, expected 1"),
    ],
)
def test_a_pair_that_cannot_be_used_says_why(bad, message):
    assert message in (KIND.check(bad) or "")


@pytest.mark.parametrize(
    ("options", "message"), [({"temperature": 0.0}, "temperature"), ({"negatives": -1}, "negatives")]
)
def test_settings_that_cannot_train_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        SentencePairs(**options)
