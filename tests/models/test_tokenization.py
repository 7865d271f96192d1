"""Pieces of a trained tokenizer: what its boundary mark stands on, and that saving keeps it."""

from pathlib import Path

from transformers import AutoTokenizer, PreTrainedTokenizerFast

MARK = "▁"


def test_the_boundary_mark_never_stands_alone_before_a_sign_of_its_own(tokenizer: PreTrainedTokenizerFast):
    words = ["老", "农夫", "1900", ",", "...", "(", "と", "ไป"]
    ids = tokenizer(words, is_split_into_words=True, add_special_tokens=False)["input_ids"]
    assert not [piece for piece in tokenizer.convert_ids_to_tokens(ids) if piece.startswith(MARK)]


def test_words_of_chinese_have_the_pieces_of_running_chinese(tokenizer: PreTrainedTokenizerFast):
    words = ["老", "农夫", "带着", "他", "的", "狗"]
    apart = tokenizer(words, is_split_into_words=True)["input_ids"]
    running = tokenizer("老农夫带着他的狗")["input_ids"]
    assert "".join(tokenizer.convert_ids_to_tokens(apart)) == "".join(tokenizer.convert_ids_to_tokens(running))


def test_a_word_of_letters_keeps_its_mark(tokenizer: PreTrainedTokenizerFast):
    pieces = tokenizer.tokenize("the river. медленно")
    assert pieces[0].startswith(MARK)
    assert tokenizer.decode(tokenizer("the river")["input_ids"][1:-1]) == "the river"
    assert "".join(pieces) == f"{MARK}the{MARK}river.{MARK}медленно"


def test_a_saved_tokenizer_splits_alike(tokenizer: PreTrainedTokenizerFast, tmp_path: Path):
    tokenizer.save_pretrained(tmp_path)
    text = "the 12 dogs, 老农夫 (und) с собакой"
    assert AutoTokenizer.from_pretrained(tmp_path).tokenize(text) == tokenizer.tokenize(text)
