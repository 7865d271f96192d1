import pytest

from xstilts.base.errors import UserError
from xstilts.task_types import tokens


def test_the_frame_is_read_off_the_tokenizer(xlmr, bert):
    assert tokens.frame(xlmr) == ([0], [2, 2], [2])
    assert tokens.frame(bert) == ([0], [2], [2])


def test_room_is_what_the_special_tokens_leave(xlmr):
    frame = tokens.frame(xlmr)
    assert frame.room(10) == 8
    assert frame.room(10, pair=True) == 6


def test_a_length_without_room_is_refused(xlmr):
    assert tokens.frame(xlmr).room(6, pair=True) == 2
    with pytest.raises(UserError, match="max_length 5 leaves no room for text: 4 of its tokens are special"):
        tokens.frame(xlmr).room(5, pair=True)
    with pytest.raises(UserError, match="max_length 2 leaves no room"):
        tokens.frame(xlmr).room(2)


def test_pieces_put_together_are_the_text(xlmr):
    [ids] = tokens.pieces(xlmr, ["the black cat"])
    assert xlmr.decode(ids) == "the black cat"


def test_a_text_without_pieces_is_the_unknown_token(xlmr):
    assert tokens.pieces(xlmr, ["\u200b"]) == [[xlmr.unk_token_id]]
    assert tokens.word_pieces(xlmr, [["the", "\u200b", "cat"]])[0][1] == [xlmr.unk_token_id]


def test_word_pieces_are_those_of_each_word_alone(xlmr):
    words = ["die", "Katze", "saß"]
    [by_word] = tokens.word_pieces(xlmr, [words])
    assert by_word == tokens.pieces(xlmr, words)


def test_no_texts_give_no_pieces(xlmr):
    assert tokens.pieces(xlmr, []) == []
    assert tokens.word_pieces(xlmr, []) == []
