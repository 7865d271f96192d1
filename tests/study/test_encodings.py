import os
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.models import tokenization
from xstilts.models.encoded import Encoded
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.encoded_cache import EncodedCache
from xstilts.study.encodings import distinct, encode, joined, of_examples, take
from xstilts.task_types import identity, tokens

SLICE = DataSlice(task="udpos", languages=("en", "de"), split="test")


@st.composite
def encoded_rows(draw):
    """Rows of one to three sequences of one to five tokens, some rows of one example."""
    count = draw(st.integers(1, 6))
    per_row = draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))
    lengths = draw(st.lists(st.integers(1, 5), min_size=sum(per_row), max_size=sum(per_row)))
    example = np.cumsum([0, *draw(st.lists(st.integers(0, 1), min_size=count - 1, max_size=count - 1))])
    tokens = np.arange(sum(lengths), dtype=np.int32) + draw(st.integers(0, 99))
    return Encoded(
        tokens=tokens,
        bounds=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        row_bounds=np.concatenate([[0], np.cumsum(per_row)]).astype(np.int64),
        example=example.astype(np.int32),
        per_row={"labels": np.arange(count)},
        per_token={"tags": tokens * 2},
    )


def rows_of(data):
    """Every row in full, as plain values."""
    found = []
    for row in range(len(data)):
        spans = [(data.bounds[i], data.bounds[i + 1]) for i in range(data.row_bounds[row], data.row_bounds[row + 1])]
        found.append(
            (
                [data.tokens[a:b].tolist() for a, b in spans],
                [data.per_token[name][a:b].tolist() for name in data.per_token for a, b in spans],
                [int(data.per_row[name][row]) for name in data.per_row],
            )
        )
    return found


@given(encoded_rows(), st.data())
def test_taken_rows_are_whole_and_in_the_order_asked_for(data, draw):
    index = np.array(draw.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=8)))
    taken = take(data, index)
    assert rows_of(taken) == [rows_of(data)[i] for i in index]
    assert taken.example.tolist() == data.example[index].tolist()


@given(encoded_rows(), st.data())
def test_equal_rows_are_found_and_no_others(data, draw):
    index = np.array(draw.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=8)))
    repeated = take(data, index)
    first, place = distinct(repeated)
    rows, once = rows_of(repeated), rows_of(take(repeated, first))
    assert [once[i] for i in place] == rows
    assert len(once) == len({str(row) for row in rows})
    assert first.tolist() == sorted(first)


def test_rows_that_differ_only_in_a_column_or_in_their_sequences_are_not_equal():
    same = {"tokens": np.array([1, 2] * 2, np.int32), "example": np.arange(2, dtype=np.int32)}
    one_each = {"bounds": np.array([0, 2, 4]), "row_bounds": np.array([0, 1, 2])}
    assert distinct(Encoded(**same, **one_each))[1].tolist() == [0, 0]
    assert distinct(Encoded(**same, **one_each, per_token={"types": np.array([0, 0, 0, 1])}))[1].tolist() == [0, 1]
    assert distinct(Encoded(**same, **one_each, per_row={"labels": np.array([0, 1])}))[1].tolist() == [0, 1]
    cut = {"bounds": np.array([0, 2, 3, 4]), "row_bounds": np.array([0, 1, 3])}
    assert distinct(Encoded(**same, **cut))[1].tolist() == [0, 1]


@given(st.lists(encoded_rows(), min_size=1, max_size=4))
def test_joined_parts_keep_their_rows_and_count_examples_on(parts):
    whole = joined(parts)
    assert rows_of(whole) == [row for part in parts for row in rows_of(part)]
    assert len(set(whole.example.tolist())) == sum(len(set(part.example.tolist())) for part in parts)
    assert np.all(np.diff(whole.example) >= 0)


@given(encoded_rows(), st.sets(st.integers(0, 5)))
def test_chosen_examples_keep_all_their_rows_and_are_counted_anew(data, wanted):
    kept = sorted(wanted & set(data.example.tolist()))
    chosen = of_examples(data, kept)
    own = [(row, kept.index(e)) for row, e in zip(rows_of(data), data.example.tolist(), strict=True) if e in kept]
    assert list(zip(rows_of(chosen), chosen.example.tolist(), strict=True)) == own


@pytest.fixture(scope="module")
def tokenizer():
    return tokenization.from_words("the a cat dog tree river sees finds old small".split(), max_length=64)


def encoded(data, tokenizer, cache, *, data_slice=SLICE, max_length=16, **options):
    context = Context(cache=cache, **options)
    return dict(encode(data_slice, DataFolder(data), tokenizer=tokenizer, max_length=max_length, context=context))


def test_the_cache_gives_what_was_encoded(small_data, tokenizer, tmp_path):
    fresh = encoded(small_data, tokenizer, None)
    made = encoded(small_data, tokenizer, tmp_path / "cache")
    found = encoded(small_data, tokenizer, tmp_path / "cache")
    assert [*fresh] == [*made] == [*found] == ["en", "de"]
    for language, rows in fresh.items():
        assert rows_of(rows) == rows_of(made[language]) == rows_of(found[language])
        assert isinstance(found[language].tokens, np.memmap)


def test_the_cache_does_not_mind_what_was_encoded_before(small_data, tokenizer, tmp_path):
    for data_slice in (SLICE, DataSlice(task="pawsx", languages=("en",), split="test"), SLICE):
        encoded(small_data, tokenizer, tmp_path / "cache", data_slice=data_slice)
    assert len([*(tmp_path / "cache/encoded").iterdir()]) == 3


@pytest.mark.parametrize("task", ["udpos", "pawsx"])
def test_languages_at_a_time_are_encoded_as_one_after_another(small_data, tokenizer, tmp_path, task):
    data_slice, told = DataSlice(task=task, languages=("en", "de", "es"), split="test"), []
    alone = encoded(small_data, tokenizer, tmp_path / "one", data_slice=data_slice, progress=told.append)
    together = encoded(small_data, tokenizer, tmp_path / "three", data_slice=data_slice, threads=3)
    assert [*alone] == [*together] == ["en", "de", "es"]
    assert all(rows_of(alone[language]) == rows_of(together[language]) for language in alone)
    assert [(progress.done, progress.total) for progress in told] == [(1, 3), (2, 3), (3, 3)]
    assert {path.name for path in (tmp_path / "one/encoded").iterdir()} == {
        path.name for path in (tmp_path / "three/encoded").iterdir()
    }


def test_a_mistake_in_a_file_ends_languages_at_a_time(small_data, tokenizer):
    data_slice = DataSlice(task="udpos", languages=("en", "de", "es"), split="test")
    (small_data / "udpos/test-de.tsv").write_text("Hund\tNUON\n\n")
    with pytest.raises(UserError, match=r"test-de\.tsv:1: no such tag 'NUON'"):
        encoded(small_data, tokenizer, None, data_slice=data_slice, threads=2)


def test_the_cache_knows_length_text_and_slice_apart(small_data, tokenizer, tmp_path):
    def folders(**changes):
        encoded(small_data, tokenizer, tmp_path / "cache", **changes)
        return {path.name for path in (tmp_path / "cache/encoded").iterdir()}

    first = folders()
    assert len(first) == 2
    assert folders() == first
    assert len(folders(max_length=12)) == 4
    assert len(folders(data_slice=DataSlice(task="udpos", languages=("en",), split="test", cap=3))) == 5
    (small_data / "udpos/test-en.tsv").write_text("the\tDET\n\n")
    assert len(folders()) == 6
    assert len(encoded(small_data, tokenizer, tmp_path / "cache")["en"]) == 1


def test_the_cache_knows_the_code_and_the_tokenizer_apart(small_data, tokenizer, tmp_path, monkeypatch):
    def folders(own=tokenizer):
        identity._digest.cache_clear()
        encoded(small_data, own, tmp_path / "cache")
        return len([*(tmp_path / "cache/encoded").iterdir()])

    assert folders() == 2
    tokenizer.backend_tokenizer.enable_truncation(7)  # as the last text left it
    assert folders() == 2
    other = deepcopy(tokenizer)
    other.truncation_side = "left"
    assert folders(other) == 4
    original = tokens.word_pieces
    monkeypatch.setattr(tokens, "word_pieces", lambda *given: [*original(*given)])
    assert folders() == 6
    identity._digest.cache_clear()


def test_a_damaged_entry_is_made_again(small_data, tokenizer, tmp_path):
    first = encoded(small_data, tokenizer, tmp_path / "cache")
    wanted = rows_of(first["en"])
    for path in (tmp_path / "cache/encoded").rglob("tokens.npy"):
        content = bytearray(path.read_bytes())
        content[-4] ^= 1
        path.unlink()
        path.write_bytes(content)
    assert rows_of(encoded(small_data, tokenizer, tmp_path / "cache")["en"]) == wanted


def test_what_was_not_used_for_longest_is_removed_first(tmp_path):
    cache = EncodedCache(tmp_path)
    rows = Encoded(
        tokens=np.arange(4, dtype=np.int32),
        bounds=np.array([0, 4]),
        row_bounds=np.array([0, 1]),
        example=np.zeros(1, np.int32),
    )
    for number in range(3):
        cache.keep(f"entry{number}", rows)
        os.utime(tmp_path / f"encoded/entry{number}", (number, number))
    size = sum(path.stat().st_size for path in (tmp_path / "encoded/entry0").iterdir())
    assert cache.read("entry0") is not None
    assert cache.prune(2 * size, dry_run=True) == size
    assert cache.prune(2 * size) == size
    assert cache.read("entry1") is None
    EncodedCache(tmp_path, bound=size).keep("entry3", rows)
    assert sorted(path.name for path in (tmp_path / "encoded").iterdir()) == ["entry3"]
    assert cache.prune() == size
    assert cache.prune() == 0
