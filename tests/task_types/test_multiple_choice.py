import numpy as np
import pytest

from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice
from xstilts.task_types.task_type import Prediction


def choice(label=0, *, name="c", choices=("a cat", "the dog"), context="who sat on the mat"):
    return ChoiceQuestion(id=name, language="en", context=context, choices=choices, label=label)


def test_a_row_has_all_candidates_beside_the_context(xlmr, bert):
    examples = [choice(), choice(1, name="d", choices=("cat", "a mat"))]
    for tokenizer in (xlmr, bert):
        rows = MultipleChoice(count=2).encode(examples, tokenizer, 40)
        pairs = [(e.context, c) for e in examples for c in e.choices]
        expected = [tokenizer(*pair) for pair in pairs]
        assert rows.tokens.tolist() == [n for one in expected for n in one["input_ids"]]
        assert rows.row_bounds.tolist() == [0, 2, 4]
        assert rows.per_row["labels"].tolist() == [0, 1]
        assert rows.example.tolist() == [0, 1]
    assert rows.per_token["token_types"].tolist() == [n for one in expected for n in one["token_type_ids"]]


def test_long_contexts_are_cut(xlmr):
    rows = MultipleChoice(count=2).encode([choice(context="the cat sat " * 30)], xlmr, 24)
    assert np.diff(rows.bounds).tolist() == [24, 24]


def test_the_highest_score_wins(xlmr):
    kind = MultipleChoice(count=2)
    examples = [choice(), choice(1, name="d")]
    rows = kind.encode(examples, xlmr, 40)
    said = kind.decode(examples, rows, [np.array([0.0, 2.0], np.float32), np.array([1.0, 1.0], np.float32)])
    assert [p.value for p in said] == [1, 0]
    assert said[0].confidence == pytest.approx(1 / (1 + np.exp(-2)))
    assert 100 * kind.score(examples, said)["accuracy"].ratio == 0
    assert kind.score(examples, [Prediction("c", "en", 0), Prediction("d", "en", 0)])["accuracy"].ratio == 0.5


def test_wrong_examples_are_refused():
    kind = MultipleChoice(count=2)
    assert kind.check(choice()) is None
    assert kind.check(choice(choices=("a", "b", "c"))) == "3 candidates, expected 2: 'a, b, c'"
    assert "empty text" in kind.check(choice(choices=("a", " ")))
    assert kind.check(choice(2)) == "label 2, expected 0 to 1"


def test_guessing_says_the_most_frequent_index():
    examples = [choice(label, name=str(i)) for i, label in enumerate([1, 0, 1])]
    assert [p.value for p in MultipleChoice(count=2).guess(examples)] == [1, 1, 1]


def test_nothing_to_read_gives_nothing(xlmr):
    rows = MultipleChoice(count=2).encode([], xlmr, 32)
    assert len(rows) == 0
    assert MultipleChoice(count=2).decode([], rows, []) == []
