"""Pieces of a trained tokenizer: what its boundary mark stands on, and that saving keeps it."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from xstilts.base.errors import UserError
from xstilts.models.tokenization import save, train_unigram

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


def test_a_tokenizer_is_saved_to_the_same_bytes_whatever_it_was_used_for(
    tokenizer: PreTrainedTokenizerFast, tmp_path: Path
):
    used = deepcopy(tokenizer)
    used(["the dog", "the old farmer"], truncation=True, max_length=3, padding=True)
    assert used.backend_tokenizer.truncation is not None
    for one, folder in ((tokenizer, tmp_path / "new"), (used, tmp_path / "used")):
        save(one, folder)
    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in sorted(tmp_path.iterdir())]
    assert files[0] == files[1]
    assert json.loads(files[0]["tokenizer.json"])["truncation"] is None


def test_fewer_pieces_than_characters_are_refused_with_a_number_that_suffices():
    texts = ["abcdefghijklmnopqrstuvwxyz", "0123456789", "ａb"]  # a wide letter is the plain one
    with pytest.raises(UserError, match=r"12 pieces are too few for texts with 36 different characters.*at least 42"):
        train_unigram(texts, vocabulary=12, max_length=20)
    assert train_unigram(texts, vocabulary=42, max_length=20)


TRAINING = """
import random
from xstilts.models.tokenization import train_unigram
draw = random.Random(0)
letters = "abcdefghijklmnopqrstuvwxyzäöüабвгдежзийклмнопрст" + "".join(map(chr, range(0x4E00, 0x4E80)))
words = ["".join(draw.choices(letters[: draw.randint(5, len(letters))], k=draw.randint(1, 8))) for _ in range(3000)]
texts = [" ".join(draw.choices(words, k=12)) for _ in range(2000)]
print(train_unigram(texts, vocabulary=1500, max_length=20).backend_tokenizer.to_str())
"""


def test_two_processes_train_the_same_tokenizer_to_the_byte():
    trained = [subprocess.run([sys.executable, "-c", TRAINING], capture_output=True, check=True) for _ in range(3)]
    assert len(trained[0].stdout) > 20_000
    assert len({process.stdout for process in trained}) == 1
