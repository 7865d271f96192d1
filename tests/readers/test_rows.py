import bz2

import pytest

from xstilts.base.errors import UserError
from xstilts.readers import rows
from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Repair


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_json_list_is_read_like_json_lines(tmp_path):
    path = write(tmp_path / "a.json", '[{"a": "x", "inner": {"b": 2.5}},\n {"a": "y", "inner": {"b": 1}}]')
    found = list(rows.read(path, needed=("a", "inner.b")))
    assert [(place, row["a"], row["inner.b"]) for place, row in found] == [
        (f"{path}:[0]", "x", 2.5),
        (f"{path}:[1]", "y", 1),
    ]


def test_csv_quotes_hold_separators_and_line_ends(tmp_path):
    path = write(tmp_path / "a.csv", 'a,b\n"x, y","z\nz"\nu,v\n')
    assert [(p, dict(r)) for p, r in rows.read(path, needed=("a", "b"))] == [
        (f"{path}:2", {"a": "x, y", "b": "z\nz"}),
        (f"{path}:4", {"a": "u", "b": "v"}),
    ]


def test_a_csv_file_may_be_apart_by_tabs(tmp_path):
    path = write(tmp_path / "a.csv", 'a\tb\n"x\ty"\tz\n')
    assert [dict(r) for _, r in rows.read(path, needed=("a", "b"), delimiter="\t")] == [{"a": "x\ty", "b": "z"}]


def test_compressed_tables_are_read_by_their_own_suffix(tmp_path):
    path = tmp_path / "a.csv.bz2"
    path.write_bytes(bz2.compress(b"x,y\n"))
    assert [dict(r) for _, r in rows.read(path, needed=("a", "b"), columns=("a", "b"))] == [{"a": "x", "b": "y"}]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '[{"a": "x"}, 3]', r"a\.json:\[1\]: expected a JSON object, got int"),
        ("a.json", '[{"a": "x"},', r"a\.json:1:\d+: not JSON"),
        ("a.jsonl", '{"a": "x"}\n{"b": 1}\n', r"a\.jsonl:2: field 'a' is None, expected a text. Fields: b"),
        ("a.jsonl", '{"a": "x"}\n{"a": "y\n', r"a\.jsonl:2: not JSON"),
        ("a.csv", 'a\n"x" y\n', r"a\.csv:2: .*Check the quote marks"),
        ("a.parquet", "PAR1", r"a\.parquet: cannot be read as Parquet"),
    ],
)
def test_broken_files_are_refused_with_their_place(tmp_path, name, text, told):
    path = write(tmp_path / name, text)
    with pytest.raises(UserError, match=told):
        list(rows.read(path, needed=("a",)))


def test_rows_without_an_agreed_label_or_a_text_are_left_out_and_counted(tmp_path):
    reader = PairReader(text="a", second="b", label="c", unlabelled=("-",), dirty=("dev",))
    path = write(tmp_path / "a.tsv", "a\tb\tc\nx\ty\t-\nx\t \tneutral\nx\ty\tneutral\n")
    first, second, kept = (entry for _, entry in reader((path,), "de", "dev"))
    assert isinstance(first, Repair)
    assert isinstance(second, Repair)
    assert first.left_out
    assert second.left_out
    assert kept.id == "2"


def test_a_file_of_several_languages_gives_each_its_own(tmp_path):
    reader = PairReader(text="a", label="c", in_language="l")
    path = write(tmp_path / "a.tsv", "l\ta\tc\nde\tx\t1\nen\ty\t1\n")
    found = [entry for _, entry in reader((path,), "en", "dev")]
    assert isinstance(found[0], Repair)
    assert found[1].text == "y"


def test_a_score_is_a_number(tmp_path):
    reader = PairReader(text="a", label="c", score=True)
    path = write(tmp_path / "a.tsv", "a\tc\nx\t2.5\nx\tmuch\n")
    entries = reader((path,), "de", "dev")
    assert next(entries)[1].label == 2.5
    with pytest.raises(UserError, match=r"a\.tsv:3: score 'much' is no number"):
        next(entries)
