import bz2
import gzip
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.base import files, tables
from xstilts.base.errors import UserError

PACKERS = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}


@pytest.mark.parametrize("suffix", PACKERS)
def test_text_is_read_the_same_however_it_is_packed(tmp_path, suffix):
    path = tmp_path / f"a.tsv{suffix}"
    path.write_bytes(PACKERS[suffix]("ä\tb\n".encode()))
    assert files.find(tmp_path, "a.tsv") == path
    assert files.read_text(path) == "ä\tb\n"
    assert files.stem(path) == "a"


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    assert files.find(tmp_path, "a.tsv") is None
    with pytest.raises(UserError, match="no such file"):
        files.read_bytes(tmp_path / "a.tsv")


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2"])
def test_a_truncated_archive_is_refused(tmp_path, suffix):
    path = tmp_path / f"a.tsv{suffix}"
    path.write_bytes(PACKERS[suffix](bytes(range(256)) * 40)[:-20])
    with pytest.raises(UserError) as error:
        files.read_bytes(path)
    assert str(error.value).startswith(f"{path}: cannot be read to its end")
    assert str(error.value).endswith("The file is truncated or damaged: copy it again.")


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2"])
def test_a_damaged_archive_is_refused(tmp_path, suffix):
    path = tmp_path / f"a.tsv{suffix}"
    packed = bytearray(PACKERS[suffix](bytes(range(256)) * 40))
    packed[len(packed) // 2] ^= 255
    path.write_bytes(packed)
    with pytest.raises(UserError, match="truncated or damaged"):
        files.read_bytes(path)


def test_plain_text_under_an_archives_name_is_refused(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(b"plain")
    with pytest.raises(UserError, match="truncated or damaged"):
        files.read_bytes(path)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        files.read_bytes(tmp_path)


def test_broken_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo\nthr\xe9e\n")
    with pytest.raises(UserError) as error:
        files.read_text(path)
    assert str(error.value) == f"{path}:3: byte 0xe9 is not UTF-8. Save the file as UTF-8 and try again."


def test_only_line_feeds_end_a_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffone\u2028still\r\ntwo\x85still\n\nfour".encode())
    assert list(files.lines(path)) == [(1, "one\u2028still"), (2, "two\x85still"), (3, ""), (4, "four")]


@pytest.mark.parametrize(("content", "expected"), [("", []), ("\n", [(1, "")]), ("a", [(1, "a")]), ("a\n", [(1, "a")])])
def test_the_last_line_needs_no_end(tmp_path, content, expected):
    path = tmp_path / "a.txt"
    path.write_text(content)
    assert list(files.lines(path)) == expected


def test_a_tables_first_line_names_its_columns(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text('a\tb\n1\t"2\n')
    assert list(tables.read_table(path)) == [(2, {"a": "1", "b": '"2'})]
    assert next(tables.read_table(path, columns=("x", "y"))) == (1, {"x": "a", "y": "b"})


@pytest.mark.parametrize(
    ("row", "message"),
    [("1", "1 column, expected 2 (a, b): '1'"), ("1\t2\t3", "3 columns, expected 2"), ("", "1 column, expected 2")],
)
def test_rows_of_another_width_are_refused(tmp_path, row, message):
    path = tmp_path / "a.tsv"
    path.write_text(f"a\tb\n1\t2\n{row}\n")
    with pytest.raises(UserError) as error:
        list(tables.read_table(path))
    assert str(error.value).startswith(f"{path}:3: {message}")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0")), min_size=2, max_size=2
        )
    )
)
def test_quoted_fields_may_hold_anything(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    quoted = ["a,b", *(",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows)]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8", newline="")
    assert [list(row.values()) for _, row in tables.read_table(path, quoted=True, delimiter=",")] == rows


def test_a_quoted_row_is_named_by_its_first_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"1\n2",3\n4,5\n')
    assert [line for line, _ in tables.read_table(path, quoted=True, delimiter=",")] == [2, 4]


def test_an_open_quote_is_refused_with_its_place(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"2\n3,4\n')
    with pytest.raises(UserError, match=r"a\.csv:2: .*Check the quote marks of this row"):
        list(tables.read_table(path, quoted=True, delimiter=","))


def test_json_lines_that_are_no_objects_are_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n[1]\n')
    with pytest.raises(UserError, match=r"a\.jsonl:2: expected a JSON object, got list: '\[1\]'"):
        list(files.read_jsonl(path))
    path.write_text('{"a": 1\n')
    with pytest.raises(UserError, match=r"a\.jsonl:1: not JSON at column 8"):
        list(files.read_jsonl(path))


def test_json_that_is_cut_is_refused_with_its_place(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a":\n [1, 2')
    with pytest.raises(UserError, match=r"a\.json:2:7: not JSON: .*Is the file cut\?"):
        files.read_json(path)


def test_a_checksum_is_of_the_bytes_as_stored(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert files.sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_written_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "deep" / "a.json"
    files.write_json(path, {"ä": [1]})
    assert json.loads(path.read_text(encoding="utf-8")) == {"ä": [1]}
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(path, float("nan"))
    assert json.loads(path.read_text(encoding="utf-8")) == {"ä": [1]}
    assert [entry.name for entry in path.parent.iterdir()] == ["a.json"]


def test_nothing_is_left_behind_where_a_rename_fails(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        files.write_bytes(tmp_path / "a", b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_stem_loses_both_suffixes():
    assert files.stem(Path("x/s1.dev.gz")) == "s1"
    assert files.stem(Path("x/README")) == "README"
    assert files.stem(Path("x/en_pud-ud-test.conllu")) == "en_pud-ud-test"


def test_a_file_name_that_is_no_text_in_the_locale_can_be_written(tmp_path):
    name = b"Daten \xfc".decode("utf-8", "surrogateescape")
    files.write_text(tmp_path / "page", f"ü {name}")
    assert files.read_text(tmp_path / "page") == "ü Daten ?"
    files.write_json(tmp_path / "value", [name])
    assert files.read_json(tmp_path / "value") == ["Daten ?"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("9" * 5000, r"more than 64 bits \(5000 digits\)"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper than 100"),
        ("[" * 101 + "]" * 101, "nested deeper than 100"),
        ('{"a": 1, "a": 2}', "the key 'a' comes 2 times"),
        ("[1, NaN]", "NaN is no JSON"),
        (r'["a\ud83d"]', "half a character"),
        (r'{"a\u0000": 1}', "NUL in a text"),
    ],
    ids=lambda text: text[:20],
)
def test_json_that_parsers_forgive_is_refused(tmp_path, text, told):
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=told):
        files.read_json(tmp_path / "a.json")


def test_pairs_of_surrogates_are_one_character(tmp_path):
    (tmp_path / "a.json").write_text(r'["\ud83d\ude00", "\\ud83d"]', encoding="utf-8")
    assert files.read_json(tmp_path / "a.json") == ["😀", r"\ud83d"]


def test_a_small_archive_cannot_fill_the_memory(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(70 * 2**20)))
    with pytest.raises(UserError, match="bytes that hold more than 67108864: too much to read"):
        files.read_bytes(tmp_path / "a.gz")
