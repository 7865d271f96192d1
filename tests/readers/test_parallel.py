import pytest

from xstilts.base.errors import UserError
from xstilts.readers import parallel
from xstilts.tasks import mlm_text


def write(path, content):
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def sides(tmp_path):
    return [write(tmp_path / "train.en", "one\ntwo\n"), write(tmp_path / "train.de", "eins\nzwei\n")]


def test_line_n_of_one_file_belongs_to_line_n_of_the_other(sides):
    assert list(parallel.aligned(sides)) == [(1, ("one", "eins")), (2, ("two", "zwei"))]


def test_files_of_unequal_length_are_refused(tmp_path, sides):
    write(sides[1], "eins\n")
    with pytest.raises(UserError) as error:
        list(parallel.aligned(sides))
    assert str(error.value).startswith(f"{sides[1]}: 1 lines, but {sides[0]} has 2. They are read side by side")


def test_pairs_for_retrieval_have_the_language_first(sides):
    rows = list(parallel.read_pairs([sides[1], sides[0]], "de", "test"))
    assert [(p.id, p.language, p.text, p.translation) for _, p in rows] == [
        ("de/0", "de", "eins", "one"),
        ("de/1", "de", "zwei", "two"),
    ]


def test_text_that_is_parallel_in_many_languages_is_named_by_its_line(tmp_path, sides):
    pairs = [pair for _, pair in parallel.read_shared_pairs([sides[1], sides[0]], "de", "test")]
    assert [(p.id, p.language, p.text, p.translation) for p in pairs] == [
        ("0", "de", "eins", "one"),
        ("1", "de", "zwei", "two"),
    ]
    lines = list(parallel.read_lines([sides[1]], "de", "test"))
    assert [(place, p.id, p.text) for place, p in lines] == [
        (f"{sides[1]}:1", "0", "eins"),
        (f"{sides[1]}:2", "1", "zwei"),
    ]


def test_one_column_of_two_tables_is_parallel_text(tmp_path):
    own = write(tmp_path / "test-de.tsv", "p\teins\tx\nq\tzwei\ty\n")
    english = write(tmp_path / "test-en.tsv", "p\tone\tx\nq\ttwo\ty\n")
    read = parallel.SharedColumn(column="hypothesis", columns=("premise", "hypothesis", "label"))
    assert [(p.id, p.text, p.translation) for _, p in read([own, english], "de", "test")] == [
        ("0", "eins", "one"),
        ("1", "zwei", "two"),
    ]
    write(english, "p\tone\tx\n")
    with pytest.raises(UserError, match=r"test-de\.tsv: 2 rows, but .*test-en\.tsv has 1\. They are read side by side"):
        list(read([own, english], "de", "test"))


def test_passages_come_from_tables_and_from_files_side_by_side(tmp_path, sides):
    table = write(tmp_path / "en-de.tsv", "three\tdrei\n")
    rows = list(parallel.read_passages([table, *sides], "de", "train"))
    assert [(p.text, p.translation, p.language, p.translation_language) for _, p in rows] == [
        ("drei", "three", "de", "en"),
        ("eins", "one", "de", "en"),
        ("zwei", "two", "de", "en"),
    ]
    folder = tmp_path.name
    assert [p.id for _, p in rows] == [f"{folder}/en-de/0", f"{folder}/train/0", f"{folder}/train/1"]
    assert [place for place, _ in rows] == [f"{table}:1", f"{sides[1]}:1", f"{sides[1]}:2"]


def test_labelled_pairs_come_from_three_files(tmp_path, sides):
    labels = write(tmp_path / "labels", "neutral\nentailment\n")
    rows = list(parallel.read_labelled([*sides, labels], "en", "dev"))
    assert [(e.id, e.text, e.second, e.label) for _, e in rows] == [
        ("0", "one", "eins", "neutral"),
        ("1", "two", "zwei", "entailment"),
    ]


def test_plain_text_is_a_passage_a_line(tmp_path):
    path = write(tmp_path / "sw.txt", "moja\n mbili \n")
    [_, (place, passage)] = mlm_text.read([path], "sw", "train")
    assert (place, passage.id, passage.text) == (f"{path}:2", f"{tmp_path.name}/sw/1", "mbili")
    assert passage.translation is None
