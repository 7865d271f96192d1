import pytest

from xstilts.base.errors import UserError
from xstilts.readers.tagged import TaggedReader
from xstilts.task_types.base import Repair


def read(path, text, **settings):
    path.write_text(text, encoding="utf-8")
    return list(TaggedReader(**settings)([path], "en", "dev"))


def test_sentences_end_at_blank_lines(tmp_path):
    path = tmp_path / "dev-en.tsv"
    rows = read(path, "The\tDET\ncat\tNOUN\n\nRun\tVERB\n\n")
    assert [(place, e.id, e.words, e.tags) for place, e in rows] == [
        (f"{path}:1", "dev-en/0", ("The", "cat"), ("DET", "NOUN")),
        (f"{path}:4", "dev-en/1", ("Run",), ("VERB",)),
    ]


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_the_last_sentence_needs_no_blank_line(tmp_path, end):
    assert len(read(tmp_path / "a.tsv", f"Run\tVERB{end}")) == 1


def test_a_blank_line_too_many_is_refused(tmp_path):
    path = tmp_path / "a.tsv"
    with pytest.raises(UserError) as error:
        read(path, "Run\tVERB\n\n\nRun\tVERB\n")
    assert str(error.value) == f"{path}:3: a blank line that ends no sentence. Remove it."


def test_or_it_is_counted_where_the_format_is_known_for_it(tmp_path):
    path = tmp_path / "a.tsv"
    rows = read(path, "\nRun\tVERB\n\n\nRun\tVERB\n", forgive_blank_lines=True)
    assert [place for place, e in rows if isinstance(e, Repair)] == [f"{path}:1", f"{path}:4"]
    assert [e.id for _, e in rows if not isinstance(e, Repair)] == ["a/0", "a/1"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Run", "1 column, expected 2 (token, tag): 'Run'. XTREME's download script takes the tags out"),
        ("Run\tVERB\tx", "3 columns, expected 2 (token, tag)"),
        ("\tVERB", "empty token"),
        ("Run\t", "empty tag"),
    ],
)
def test_a_line_that_is_no_token_and_tag_is_refused(tmp_path, line, message):
    path = tmp_path / "a.tsv"
    with pytest.raises(UserError) as error:
        read(path, f"The\tDET\n{line}\n")
    assert str(error.value).startswith(f"{path}:2: {message}")


def test_mutilated_copies_of_the_test_files_are_refused(shared_data):
    for language in ("fi", "he", "it"):
        with pytest.raises(UserError, match=f"test-{language}"):
            list(TaggedReader()([shared_data / f"udpos_xtreme/test-{language}.tsv.gz"], language, "test"))
