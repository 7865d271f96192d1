import numpy as np
import pytest

from xstilts.base.errors import UserError
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.classification import Classification, Text
from xstilts.task_types.task_type import Prediction

NLI = Classification(labels=("contradiction", "entailment", "neutral"))


def pair(number, label="neutral", text="the cat sat", second="a dog ran"):
    return Text(id=str(number), language="en", text=text, second=second, label=label)


def test_the_head_has_one_output_a_label():
    assert NLI.head == HeadSpec(kind="sequence", outputs=3, labels=NLI.labels)


def test_a_pair_is_framed_as_xlmr_frames_it(xlmr):
    rows = NLI.encode([pair(0)], xlmr, 64)
    assert xlmr.decode(rows.tokens) == "<s> the cat sat</s></s> a dog ran</s>"
    assert rows.per_row["labels"].tolist() == [2]
    assert rows.per_row["labels"].dtype == np.int64
    assert rows.per_token == {}


def test_token_types_come_where_the_tokenizer_makes_them(bert):
    rows = NLI.encode([pair(0, text="the cat", second="a dog")], bert, 64)
    types = rows.per_token["token_types"]
    assert len(types) == len(rows.tokens)
    second = rows.tokens.tolist().index(2) + 1
    assert types.tolist() == [0] * second + [1] * (len(types) - second)


def test_the_longer_side_is_cut_first(xlmr):
    short, long = "the cat", "the dog and the cat are not friends at all"
    whole = [len(xlmr(t, add_special_tokens=False)["input_ids"]) for t in (short, long)]
    length = 4 + whole[0] * 2
    rows = NLI.encode([pair(0, text=long, second=short)], xlmr, length)
    assert len(rows.tokens) == length
    assert xlmr.decode(rows.tokens).endswith("</s></s> the cat</s>")


def test_a_single_text_has_the_single_frame(xlmr):
    kind = Classification(labels=("0", "1"))
    rows = kind.encode([Text(id="1", language="en", text="the cat", label="1")], xlmr, 64)
    assert xlmr.decode(rows.tokens) == "<s> the cat</s>"


def test_many_rows_are_those_of_each_alone(xlmr):
    examples = [pair(0), pair(1, "entailment", text="die Katze"), pair(2, second="кошка")]
    together = NLI.encode(examples, xlmr, 12)
    alone = [NLI.encode([example], xlmr, 12).tokens for example in examples]
    assert together.tokens.tolist() == np.concatenate(alone).tolist()
    assert together.bounds.tolist() == [0, *np.cumsum([len(a) for a in alone])]
    assert together.example.tolist() == [0, 1, 2]


def test_single_texts_among_pairs_are_refused(xlmr):
    with pytest.raises(UserError, match=r"example '1' \(en\) is a single text among pairs"):
        NLI.encode([pair(0), pair(1, second=None)], xlmr, 64)


def test_nothing_encodes_to_nothing(xlmr):
    assert len(NLI.encode([], xlmr, 64)) == 0
    assert NLI.decode([], NLI.encode([], xlmr, 64), []) == []


def test_the_best_label_wins_with_its_probability(xlmr):
    examples = [pair(0), pair(1), pair(2)]
    outputs = [np.log([0.2, 0.7, 0.1]), np.array([800.0, 0.0, 0.0]), np.zeros(3)]
    said = NLI.decode(examples, NLI.encode(examples, xlmr, 64), [o.astype(np.float32) for o in outputs])
    assert [p.value for p in said] == ["entailment", "contradiction", "contradiction"]
    assert [p.confidence for p in said] == pytest.approx([0.7, 1.0, 1 / 3], abs=1e-6)


def test_accuracy_and_f1_by_hand():
    kind = Classification(labels=("0", "1"), positive="1")
    examples = [pair(i, label) for i, label in enumerate("110010")]
    said = [Prediction(str(i), "en", label) for i, label in enumerate("101010")]
    scores = kind.score(examples, said)
    assert 100 * scores["accuracy"].ratio == pytest.approx(100 * 4 / 6)
    assert scores["accuracy"].numerator.tolist() == [1, 0, 0, 1, 1, 1]
    assert 100 * scores["f1"].ratio == pytest.approx(100 * 2 * 2 / (3 + 3))
    assert tuple(scores) == tuple(metric.name for metric in kind.metrics)


def test_predictions_of_other_items_are_refused():
    with pytest.raises(UserError, match="prediction 1 is of '7', expected '0'"):
        NLI.score([pair(0)], [Prediction("7", "en", "neutral")])
    with pytest.raises(UserError, match="0 predictions for 1 examples"):
        NLI.score([pair(0)], [])


def test_what_is_wrong_with_an_example_is_said():
    assert NLI.check(pair(0)) is None
    assert "no such label 'neutrl'. Did you mean 'neutral'?" in str(NLI.check(pair(0, "neutrl")))
    assert "empty text" in str(NLI.check(pair(0, text=" ")))
    assert "empty text" in str(NLI.check(pair(0, second="")))


def test_a_positive_label_must_be_a_label():
    with pytest.raises(ValueError, match="no such label 'yes'"):
        Classification(labels=("0", "1"), positive="yes")


def test_texts_are_both_sides():
    assert NLI.texts(pair(0)) == ("the cat sat", "a dog ran")
    assert NLI.texts(pair(0, second=None)) == ("the cat sat",)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_benchmarks_sample_gets_the_benchmarks_score(shared_data, language):
    folder = shared_data / "xtreme_mock"
    gold, said = (
        (folder / side / "xnli" / f"test-{language}.tsv").read_text().split() for side in ("labels", "predictions")
    )
    examples = [pair(i, label) for i, label in enumerate(gold)]
    scores = NLI.score(examples, [Prediction(str(i), language, label) for i, label in enumerate(said)])
    assert 100 * scores["accuracy"].ratio == pytest.approx(
        100 * sum(a == b for a, b in zip(gold, said, strict=True)) / 10
    )


def test_pooling_is_told_to_the_head_where_it_is_not_the_usual_one():
    assert Classification(labels=("a", "b"), pooling="max").head.settings == (("pooling", "max"),)
