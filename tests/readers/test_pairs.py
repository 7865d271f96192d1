import pytest

from xstilts.base.errors import UserError
from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Repair

PLAIN = PairReader(text="premise", second="hypothesis", columns=("premise", "hypothesis", "label"))


def read(reader, *paths):
    return list(reader(paths, "de", "dev"))


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_without_a_header_are_named_by_their_number(tmp_path):
    path = write(tmp_path / "dev-de.tsv", "Eins.\tZwei.\tneutral\nDrei.\tVier.\tentailment\n")
    rows = read(PLAIN, path)
    assert [place for place, _ in rows] == [f"{path}:1", f"{path}:2"]
    assert [(e.id, e.language, e.text, e.second, e.label) for _, e in rows] == [
        ("0", "de", "Eins.", "Zwei.", "neutral"),
        ("1", "de", "Drei.", "Vier.", "entailment"),
    ]


def test_a_header_names_the_columns_in_any_order(tmp_path):
    path = write(tmp_path / "a.tsv", "label\tid\thypothesis\tpremise\nneutral\t7\tZwei.\tEins.\n")
    [(place, example)] = read(PairReader(text="premise", second="hypothesis", id="id"), path)
    assert place == f"{path}:2"
    assert (example.id, example.text, example.second) == ("7", "Eins.", "Zwei.")


def test_several_files_give_their_names_to_their_rows(tmp_path):
    paths = [write(tmp_path / f"{name}.tsv", "a\tb\tneutral\n") for name in ("one", "two")]
    assert [example.id for _, example in read(PLAIN, *paths)] == ["one/0", "two/0"]


def test_json_lines_are_read_by_field(tmp_path):
    path = write(tmp_path / "a.jsonl", '{"premise": "a", "hypothesis": "b", "label": "neutral", "n": 1}\n')
    [(_, example)] = read(PLAIN, path)
    assert (example.id, example.text, example.second, example.label) == ("0", "a", "b", "neutral")


def test_a_json_field_that_is_missing_is_named(tmp_path):
    path = write(tmp_path / "a.jsonl", '{"premise": "a", "label": "neutral"}\n')
    with pytest.raises(
        UserError, match=r"a\.jsonl:1: field 'hypothesis' is None, expected a text. Fields: premise, label"
    ):
        read(PLAIN, path)


def test_other_spellings_of_a_label_are_mapped(tmp_path):
    path = write(tmp_path / "a.tsv", "a\tb\tcontradictory\n")
    reader = PairReader(
        text="premise", second="hypothesis", columns=PLAIN.columns, labels={"contradictory": "contradiction"}
    )
    assert read(reader, path)[0][1].label == "contradiction"


def test_csv_quotes_are_taken_off_where_every_quote_is_wrapped(tmp_path):
    reader = PairReader(text="premise", second="hypothesis", columns=PLAIN.columns, csv_quotes=True)
    path = write(tmp_path / "a.tsv", '"Er sagte ""ja""."\tOhne.\tneutral\nc\t"""d"""\tneutral\n')
    (_, repair), *rows = read(reader, path)
    assert isinstance(repair, Repair)
    assert "quotes" in repair.what
    assert [(e.text, e.second) for _, e in rows] == [('Er sagte "ja".', "Ohne."), ("c", '"d"')]


def test_quotes_stay_where_one_text_holds_a_bare_one(tmp_path):
    reader = PairReader(text="premise", second="hypothesis", columns=PLAIN.columns, csv_quotes=True)
    path = write(tmp_path / "a.tsv", '"Ja"\tOhne.\tneutral\nEr sagte "nein".\td\tneutral\n')
    assert [e.text for _, e in read(reader, path)] == ['"Ja"', 'Er sagte "nein".']


def test_a_row_with_too_few_columns_is_refused_with_its_place(tmp_path):
    path = write(tmp_path / "a.tsv", "a\tb\tneutral\nnur eins\n")
    with pytest.raises(UserError) as error:
        read(PLAIN, path)
    assert str(error.value) == (
        f"{path}:2: 1 column, expected 3 (premise, hypothesis, label): 'nur eins'. Mend or remove the line."
    )


def test_a_header_without_a_needed_column_is_refused(tmp_path):
    path = write(tmp_path / "a.tsv", "premise\tlabel\na\tneutral\n")
    with pytest.raises(UserError, match=r"a\.tsv:1: the header has no column hypothesis. It has: premise, label"):
        read(PairReader(text="premise", second="hypothesis"), path)
