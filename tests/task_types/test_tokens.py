from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

from xstilts.base.errors import UserError
from xstilts.task_types import tokens

TEXT = st.one_of(
    st.lists(st.sampled_from(["the", "Katze", "кошка", "saß", "\u200b", "<s>", "[SEP]", "猫", "  "]), max_size=9).map(
        " ".join
    ),
    st.text(max_size=20),
)


@pytest.fixture(scope="module", params=["xlmr", "bert", "modernbert", "prefixed", "gemma"])
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


WORD = st.one_of(
    st.sampled_from(["the", "Katze", "кошка", "saß", "'s", "cafe\u0301", "猫は", "12,5", "...", "👩\u200d🚀"]),
    st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=8),
)


@pytest.mark.parametrize("family", ["xlmr", "bert", "modernbert", "prefixed", "gemma"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=st.lists(st.lists(WORD, min_size=1, max_size=6), min_size=1, max_size=8))
def test_the_pieces_of_all_words_are_those_of_the_sentence(request, family, sentences):
    tokenizer = request.getfixturevalue(family)
    found = tokens.word_pieces(tokenizer, sentences)
    assert [len(by_word) for by_word in found] == [len(words) for words in sentences]
    whole = tokens.pieces(tokenizer, [" ".join(words) for words in sentences])
    assert [list(chain.from_iterable(by_word)) for by_word in found] == whole


def spelled(tokenizer, words):
    return [tokenizer.convert_ids_to_tokens(ids) for ids in tokens.word_pieces(tokenizer, [words])[0]]


def test_a_word_inside_a_sentence_has_the_mark_of_its_family(xlmr, bert, modernbert, prefixed, gemma):
    words = ["the", "dog", "and", "the", "cat"]
    assert spelled(modernbert, words) == [["the"], ["Ġdog"], ["Ġand"], ["Ġthe"], ["Ġcat"]]
    assert spelled(prefixed, words) == [["Ġthe"], ["Ġdog"], ["Ġand"], ["Ġthe"], ["Ġcat"]]
    assert spelled(gemma, words) == [["the"], ["▁dog"], ["▁and"], ["▁the"], ["▁cat"]]
    assert spelled(bert, words) == [["the"], ["dog"], ["and"], ["the"], ["cat"]]
    assert "".join(chain.from_iterable(spelled(xlmr, words))) == "▁the▁dog▁and▁the▁cat"


def test_words_of_a_script_without_spaces_are_fed_with_spaces_as_xtreme_does(gemma, prefixed):
    words = ["猫", "が", "いる"]
    assert "".join(chain.from_iterable(spelled(gemma, words))).count("▁") == 2
    assert sum(piece.startswith("Ġ") for by_word in spelled(prefixed, words) for piece in by_word) == 3


def test_a_tokenizer_whose_pieces_run_over_spaces_reads_words_alone():
    names = {"<unk>": 0, "<mask>": 1, "a cat": 2, "a": 3, " ": 4, "cat": 5}
    merges = [("c", "at"), ("a", " cat")]
    vocabulary = {**names, **{piece: len(names) + i for i, piece in enumerate(["c", "at", " cat", "t"])}}
    backend = Tokenizer(models.BPE(vocabulary, [("a", "t"), merges[0], (" ", "cat"), merges[1]]))
    crossing = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>", mask_token="<mask>")
    assert crossing.tokenize("a cat") == ["a cat"]
    assert spelled(crossing, ["a", "cat"]) == [["a"], ["cat"]]


def test_a_tokenizer_without_an_unknown_token_masks_what_has_no_pieces(xlmr):
    bare = PreTrainedTokenizerFast(tokenizer_object=xlmr.backend_tokenizer, mask_token="<mask>")
    assert tokens.pieces(bare, ["\u200b"]) == [[bare.mask_token_id]]
    assert tokens.word_pieces(bare, [["the", "\u200b"]])[0][1] == [bare.mask_token_id]


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


def test_no_texts_give_no_pieces(xlmr):
    assert tokens.pieces(xlmr, []) == []
    assert tokens.word_pieces(xlmr, []) == []
