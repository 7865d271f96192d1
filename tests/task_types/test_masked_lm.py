import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.masked_lm import MaskedLM, Passage

MLM = MaskedLM()


def passage(text, translation=None, number=0):
    return Passage(
        id=str(number), language="de", text=text, translation=translation, translation_language=translation and "en"
    )


def sequences(rows):
    return [rows.tokens[a:b].tolist() for a, b in zip(rows.bounds, rows.bounds[1:], strict=False)]


def test_the_head_is_the_language_models_own():
    assert MLM.head == HeadSpec(kind="masked_lm", settings=(("mask_rate", 0.15),))


def test_a_text_is_one_framed_row(xlmr):
    rows = MLM.encode([passage("die Katze schlief")], xlmr, 64)
    assert xlmr.decode(rows.tokens) == "<s> die Katze schlief</s>"
    assert rows.per_token == {}


def test_a_translation_follows_and_counts_its_positions_anew(xlmr):
    rows = MLM.encode([passage("die Katze", "the cat")], xlmr, 64)
    assert xlmr.decode(rows.tokens) == "<s> die Katze</s></s> the cat</s>"
    first = rows.tokens.tolist().index(2) + 1
    expected = [*range(first), *range(len(rows.tokens) - first)]
    assert rows.per_token["positions"].tolist() == expected


def test_positions_go_on_where_that_is_asked_for(xlmr):
    rows = MaskedLM(reset_positions=False).encode([passage("die Katze", "the cat")], xlmr, 64)
    assert "positions" not in rows.per_token


def test_a_text_among_translations_has_plain_positions(xlmr):
    rows = MLM.encode([passage("die Katze", "the cat"), passage("schlief", number=1)], xlmr, 64)
    last = rows.bounds[1]
    assert rows.per_token["positions"][last:].tolist() == list(range(len(rows.tokens) - last))


def test_bert_tells_the_sides_apart_by_type(bert):
    rows = MLM.encode([passage("die Katze", "the cat")], bert, 64)
    ids = rows.tokens.tolist()
    second = ids.index(2) + 1
    assert rows.per_token["token_types"].tolist() == [0] * second + [1] * (len(ids) - second)
    assert rows.per_token["positions"].tolist() == [*range(second), *range(len(ids) - second)]


def test_a_side_without_pieces_is_the_unknown_token(xlmr):
    rows = MLM.encode([passage("\u200b")], xlmr, 64)
    assert rows.tokens.tolist() == [0, xlmr.unk_token_id, 2]


@given(st.text("abcdehtsкошка ", min_size=1), st.none() | st.text("acdenstß ", min_size=1), st.integers(6, 40))
@settings(max_examples=60, deadline=None)
def test_long_texts_are_cut_into_rows_and_nothing_is_dropped(xlmr, text, translation, length):
    rows = MLM.encode([passage(text, translation)], xlmr, length)
    assert rows.row_lengths.max() <= length
    assert set(rows.example.tolist()) == {0}
    kept = sorted(number for row in sequences(rows) for number in row if number not in (0, 2))
    whole = tokens.pieces(xlmr, [text] if translation is None else [text, translation])
    assert kept == sorted(number for ids in whole for number in ids)


def test_both_sides_are_cut_at_the_same_share(xlmr):
    rows = MLM.encode([passage("die Katze " * 12, "the cat " * 6)], xlmr, 30)
    assert len(rows) > 1
    for row in sequences(rows):
        between = row.index(2)
        left, right = between - 1, len(row) - between - 3
        assert left > 0
        assert right > 0


def test_losses_of_a_passages_rows_are_added_up(xlmr):
    examples = [passage("die Katze " * 8), passage("schlief", number=1), passage("Matte", number=2)]
    rows = MLM.encode(examples, xlmr, 16)
    outputs = [np.array([3.0, 2.0], dtype=np.float32) for _ in range(len(rows) - 2)]
    outputs += [np.array([1.0, 4.0], dtype=np.float32), np.zeros(2, dtype=np.float32)]
    parts = len(rows) - 2
    said = MLM.decode(examples, rows, outputs)
    assert said[0].value == {"nll": 1.5, "tokens": 2 * parts}
    assert said[2].value == {"nll": 0.0, "tokens": 0}
    expected = (3.0 * parts + 1.0) / (2 * parts + 4)
    assert MLM.score(examples, said)["nll"].ratio == pytest.approx(expected)


def test_an_empty_side_is_refused():
    assert MLM.check(passage("a", "b")) is None
    assert "empty text" in str(MLM.check(passage(" ")))
    assert "empty text" in str(MLM.check(passage("a", "")))
    assert MLM.texts(passage("a", "b")) == ("a", "b")
    assert MLM.texts(passage("a")) == ("a",)
