import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.models.encoded import IGNORED
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.lm_loss import LanguageModelLoss
from xstilts.task_types.masked_lm import Passage


def passage(text, number=0):
    return Passage(id=str(number), language="de", text=text)


def rows_of(encoded):
    """Ids and labels of every row."""
    labels = encoded.per_token["labels"]
    bounds = zip(encoded.bounds, encoded.bounds[1:], strict=False)
    return [(encoded.tokens[a:b].tolist(), labels[a:b].tolist()) for a, b in bounds]


def whole(ids, labels):
    return [label if label != IGNORED else token for token, label in zip(ids, labels, strict=True)]


def test_it_reads_the_language_models_own_head_and_learns_nothing():
    assert LanguageModelLoss().head == HeadSpec(kind="masked_lm", settings=(("own_gaps", True),))
    assert not LanguageModelLoss().trainable


@pytest.mark.parametrize("hide", ["sampled", "token", "word"])
@given(text=st.text("abcdehtsкошка ", min_size=1), length=st.integers(4, 40))
@settings(max_examples=25)
def test_hidden_tokens_are_masks_whose_labels_give_the_text_back(xlmr, hide, text, length):
    encoded = LanguageModelLoss(hide=hide, mask_rate=0.4).encode([passage(text)], xlmr, length)
    plain = xlmr(text, add_special_tokens=False)["input_ids"]
    parts = {}
    for ids, labels in rows_of(encoded):
        assert len(ids) <= length
        assert (ids[0], ids[-1]) == (0, 2)
        for token, label in zip(ids, labels, strict=True):
            assert label == IGNORED or token == xlmr.mask_token_id
        if hide != "word":
            parts[tuple(whole(ids, labels)[1:-1])] = None
    if hide == "sampled" and len(parts) == len(set(parts)) == -(-len(plain) // (length - 2)):
        assert [token for part in parts for token in part] == plain


def test_draws_belong_to_a_passage_and_its_places_and_to_nothing_beside_it(xlmr):
    kind = LanguageModelLoss(mask_rate=0.5)
    one, other = passage("die Katze saß auf der Matte", 1), passage("the cat sat on the mat", 2)
    together = rows_of(kind.encode([one, other], xlmr, 64))
    assert together == rows_of(kind.encode([one], xlmr, 64)) + rows_of(kind.encode([other], xlmr, 64))
    again = rows_of(kind.encode([passage("der Matte auf saß Katze die", 1)], xlmr, 64))
    gaps = [[label != IGNORED for label in labels] for _, labels in together]
    same = [[label != IGNORED for label in labels] for _, labels in again]
    shortest = min(len(gaps[0]), len(same[0])) - 1
    assert [row[:shortest] for row in gaps[:4]] == [row[:shortest] for row in same]
    assert len({tuple(row) for row in gaps}) == 8  # four different draws of each


def test_the_share_of_hidden_tokens_is_the_one_asked_for(xlmr):
    """20 x 20 rows of 18 tokens: binomial with 7,000 or so draws, standard deviation 0.005; five of them."""
    text = "the dog and the cat are not friends at all"
    encoded = LanguageModelLoss(mask_rate=0.25, draws=20).encode([passage(text, i) for i in range(20)], xlmr, 64)
    inner = ~np.isin(encoded.tokens, [0, 2])
    assert np.mean(encoded.per_token["labels"][inner] != IGNORED) == pytest.approx(0.25, abs=0.027)


def test_each_token_is_asked_for_alone(xlmr):
    encoded = LanguageModelLoss(hide="token").encode([passage("die Katze schlief")], xlmr, 64)
    plain = xlmr("die Katze schlief")["input_ids"]
    rows = rows_of(encoded)
    assert len(rows) == len(plain) - 2
    for place, (ids, labels) in enumerate(rows, start=1):
        expected = [*plain]
        expected[place] = xlmr.mask_token_id
        assert ids == expected
        assert labels == [token if i == place else IGNORED for i, token in enumerate(plain)]


def test_the_rest_of_a_word_is_hidden_but_not_asked_for(xlmr):
    words = ("Katze", "schlief")
    pieces = [len(xlmr(word, add_special_tokens=False)["input_ids"]) for word in words]
    assert min(pieces) > 1
    rows = rows_of(LanguageModelLoss(hide="word").encode([passage(" ".join(words))], xlmr, 64))
    masks = [[i for i, token in enumerate(ids) if token == xlmr.mask_token_id] for ids, _ in rows]
    first = [list(range(1 + i, 1 + pieces[0])) for i in range(pieces[0])]
    second = [list(range(1 + pieces[0] + i, 1 + sum(pieces))) for i in range(pieces[1])]
    assert masks == first + second
    assert [[i for i, label in enumerate(labels) if label != IGNORED] for _, labels in rows] == [m[:1] for m in masks]


def test_losses_of_all_rows_of_a_passage_are_its_own(xlmr):
    kind = LanguageModelLoss(draws=2)
    examples = [passage("die Katze", 0), passage("the dog", 1)]
    rows = kind.encode(examples, xlmr, 64)
    assert rows.example.tolist() == [0, 0, 1, 1]
    outputs = [np.array(pair, np.float32) for pair in ([3, 1], [1, 1], [0, 0], [12, 4])]
    predictions = kind.decode(examples, rows, outputs)
    assert [p.value for p in predictions] == [{"nll": 2.0, "tokens": 2}, {"nll": 3.0, "tokens": 4}]
    items = kind.score(examples, predictions)["nll"]
    assert items.denominator.tolist() == [2, 4]
    assert items.ratio == pytest.approx(16 / 6)


def test_a_translation_beside_a_text_is_refused():
    told = Passage(id="0", language="de", text="die Katze", translation="the cat", translation_language="en")
    assert "a translation beside the text" in str(LanguageModelLoss().check(told))
    assert LanguageModelLoss().check(passage("die Katze")) is None
    assert "empty text" in str(LanguageModelLoss().check(passage(" ")))


@pytest.mark.parametrize("wrong", [{"hide": "words"}, {"mask_rate": 0.0}, {"draws": 0}])
def test_options_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        LanguageModelLoss(**wrong)
