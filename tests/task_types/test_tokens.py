import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.base.errors import UserError
from xstilts.task_types import tokens

TEXT = st.one_of(
    st.lists(st.sampled_from(["the", "Katze", "кошка", "saß", "\u200b", "<s>", "[SEP]", "猫", "  "]), max_size=9).map(
        " ".join
    ),
    st.text(max_size=20),
)


@pytest.fixture(scope="module", params=["xlmr", "bert"])
def tokenizer(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(autouse=True, scope="module")
def small_batches():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "BATCH", 3)
        yield


@settings(max_examples=60)
@given(st.lists(TEXT, min_size=1, max_size=8), st.integers(6, 20))
def test_ids_are_those_of_the_tokenizers_own_call(tokenizer, texts, longest):
    plain, cut = tokenizer(texts, add_special_tokens=False), {"truncation": True, "max_length": longest}
    assert tokens.pieces(tokenizer, texts) == [ids or [tokenizer.unk_token_id] for ids in plain["input_ids"]]
    offsets = [found.offsets for found in tokens.encodings(tokenizer, texts, special=False)]
    assert offsets == [found.offsets for found in plain.encodings]
    for seconds in (None, texts[::-1]):
        sequences, columns = tokens.framed(tokenizer, texts, seconds, max_length=longest)
        own = tokenizer(texts, seconds, **cut)
        assert sequences == own["input_ids"]
        assert columns == ({"token_types": own["token_type_ids"]} if "token_type_ids" in own else {})


@settings(max_examples=60)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=8))
def test_words_are_those_of_the_tokenizers_own_call(tokenizer, sentences):
    batch = tokenizer(sentences, is_split_into_words=True, add_special_tokens=False)
    found = tokens.word_pieces(tokenizer, sentences)
    for words, by_word, own in zip(sentences, found, batch.encodings, strict=True):
        for place, ids in enumerate(by_word):
            expected = [number for number, word in zip(own.ids, own.word_ids, strict=True) if word == place]
            assert ids == (expected or [tokenizer.unk_token_id]), words


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
