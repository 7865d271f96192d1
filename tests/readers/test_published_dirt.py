"""Data that look right: withheld gold, variants of a format, and dirt that published files are known for."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xstilts.base.errors import UserError
from xstilts.protocols.xtreme import XTREME
from xstilts.task_types.base import Repair, find_task, load, read
from xstilts.task_types.classification import Text


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def repairs(task, data, language, split="test"):
    return [e.what for _, e in read(find_task(task), task, data, language, split) if isinstance(e, Repair)]


def squad(count, answer):
    words = [f"w{number}" for number in range(count)]
    qas = ", ".join(
        f'{{"id": "{i}", "question": "q?", "answers": [{{"text": "{answer or word}", "answer_start": '
        f"{0 if answer else 3 * i}}}]}}"
        for i, word in enumerate(words)
    )
    return f'{{"data": [{{"paragraphs": [{{"context": "{" ".join(words)}", "qas": [{qas}]}}]}}]}}'


@pytest.mark.parametrize(
    ("task", "path", "withheld", "whole"),
    [
        ("panx", "panx/test-de.tsv", "a\tO\nb\tO\n\n" * 3, "a\tO\nb\tO\n\n" * 3 + "c\tB-LOC\n"),
        ("udpos", "udpos/test-de.tsv", "a\t_\nb\t_\n\n" * 3, "a\t_\nb\tX\n\n" * 3),
        ("xnli", "xnli/test-de.tsv", "a\tb\tneutral\n" * 6, "a\tb\tneutral\n" * 6 + "a\tb\tentailment\n"),
        ("stsb_multi_mt", "stsb_multi_mt/stsb-de-test.csv", "a,b,0.0\n" * 6, "a,b,0.0\n" * 6 + "a,b,1.0\n"),
        ("xquad", "xquad/xquad.de.json", squad(6, "w0"), squad(6, "")),
    ],
)
def test_gold_that_is_the_same_everywhere_is_withheld(tmp_path, task, path, withheld, whole):
    file = write(tmp_path / path, withheld)
    with pytest.raises(UserError) as error:
        load(find_task(task), task, tmp_path, "de", "test")
    assert str(error.value).startswith(f"{file}: the gold answer is ")
    assert "all of " in str(error.value)
    write(file, whole)
    assert load(find_task(task), task, tmp_path, "de", "test")


def test_gold_that_is_the_same_everywhere_is_counted_in_a_task_of_ones_own(tmp_path):
    """Its labels are made by its author, by cleaning for instance; a gate then says that guessing is as good."""
    own = Path(__file__).parents[2] / "examples/sentiment.py"
    write(tmp_path / "sentiment/test-en.tsv", "review\tfeeling\n" + "fine\tpositive\n" * 6)
    entries = [entry for _, entry in read(find_task(str(own)), str(own), tmp_path, "en", "test")]
    assert [type(entry) for entry in entries[:-1]] == [Text] * 6
    assert entries[-1] == Repair(
        "nothing mended, but the gold answer is 'positive' all of 6 times, so it tells nothing"
    )


def test_the_language_before_every_token_is_taken_off_and_counted(tmp_path):
    write(tmp_path / "panx/test-de.tsv", "de:Berlin\tB-LOC\nde::\tO\n\nde:zeit.de\tO\n")
    assert [e.words for e in load(find_task("panx"), "panx", tmp_path, "de", "test")] == [("Berlin", ":"), ("zeit.de",)]
    assert repairs("panx", tmp_path, "de") == ["file with the language before every token: taken off"]
    write(tmp_path / "panx/test-de.tsv", "de:Berlin\tB-LOC\nist\tO\n")
    assert load(find_task("panx"), "panx", tmp_path, "de", "test")[0].words == ("de:Berlin", "ist")
    write(tmp_path / "panx/test-de.tsv", "nl:Berlijn\tB-LOC\n")
    with pytest.raises(UserError, match="every token begins with `nl:`, expected `de:`"):
        load(find_task("panx"), "panx", tmp_path, "de", "test")


def test_empty_pairs_of_translated_training_sets_are_left_out_and_counted(tmp_path):
    rows = "id\tsentence1\tsentence2\tlabel\n1\tA .\tB .\t1\n2\t\t\t0\n3\tC .\tD .\t0\n"
    write(tmp_path / "pawsx/de/translated_train.tsv", rows)
    assert [e.id for e in load(find_task("pawsx"), "pawsx", tmp_path, "de", "train")] == ["1", "3"]
    assert repairs("pawsx", tmp_path, "de", "train") == ["row with an empty text: left out"]
    write(tmp_path / "pawsx/de/test_2k.tsv", rows)
    with pytest.raises(UserError, match=r"test_2k\.tsv:3: empty text"):
        load(find_task("pawsx"), "pawsx", tmp_path, "de", "test")
    path = tmp_path / "hub/google-research-datasets/paws-x/fr/train-00000-of-00001.parquet"
    path.parent.mkdir(parents=True)
    pairs = [
        {"id": 1, "sentence1": "a", "sentence2": "b", "label": 1},
        {"id": 2, "sentence1": "", "sentence2": "", "label": 0},
    ]
    pq.write_table(pa.Table.from_pylist(pairs), path)
    assert repairs("pawsx", tmp_path, "fr", "train") == ["row with an empty text: left out"]


def test_tags_and_labels_of_a_benchmark_are_those_of_its_tasks(tmp_path):
    line = "1\tRolo\t_\t_\t_\t_\t0\troot\t_\t_\n2\tist\t_\tAUX\t_\t_\t1\tcop\t_\t_\n\n"
    write(tmp_path / "ud_conllu/UD_X/de_x-ud-test.conllu", line)
    assert load(find_task("udpos"), "udpos", tmp_path, "de", "test")[0].tags == ("_", "AUX")
    assert XTREME.entry("udpos").format.tags == find_task("udpos").type.tags
    assert XTREME.entry("panx").format.tags == find_task("panx").type.tags


def test_an_id_of_two_treebanks_is_renamed_and_counted(tmp_path):
    sentence = "# parallel_id = p/1\n1\tJa\t_\tINTJ\t_\t_\t0\troot\t_\t_\n\n"
    write(tmp_path / "ud_conllu/UD_A/de_a-ud-test.conllu", sentence)
    write(tmp_path / "ud_conllu/UD_B/de_b-ud-test.conllu", sentence)
    assert [e.id for e in load(find_task("udpos"), "udpos", tmp_path, "de", "test")] == ["p/1", "de_b-ud-test/0"]
    assert repairs("udpos", tmp_path, "de") == ["id that another treebank has, too: named by file and number"]
    write(tmp_path / "ud_conllu/UD_B/de_b-ud-test.conllu", sentence * 2)
    write(tmp_path / "ud_conllu/UD_A/de_a-ud-test.conllu", sentence * 2)
    with pytest.raises(UserError, match="id 'p/1' comes twice"):
        load(find_task("udpos"), "udpos", tmp_path, "de", "test")


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0c", "\x0b", "\x1c"])
def test_other_line_ends_of_unicode_are_text_in_every_format(tmp_path, end):
    write(tmp_path / "stsb_multi_mt/stsb-de-test.csv", f"A{end}b.,C.,4.5\n")
    write(tmp_path / "xnli/test-de.tsv", f"A{end}b.\tC.\tneutral\n")
    write(tmp_path / "mlm_text/web/de.txt", f"A{end}b.\n")
    for task, split in (("stsb_multi_mt", "test"), ("xnli", "test"), ("mlm_text", "train")):
        assert load(find_task(task), task, tmp_path, "de", split)[0].text == f"A{end}b."


def test_xnli_is_read_as_its_authors_publish_it(tmp_path):
    header = "language\tgold_label\tsentence1_binary_parse\tsentence1\tsentence2\tpromptID\tpairID\tgenre\n"
    row = "{}\t{}\t\t{}\t{}\t7\t{}\tfacetoface\n".format
    text = header + row("ar", "neutral", "و", "ق", 1) + row("de", "neutral", "Ja.", "Nein.", 1)
    write(tmp_path / "XNLI-1.0/xnli.test.tsv", text + row("de", "entailment", "Doch.", "Ja.", 2))
    found = load(find_task("xnli"), "xnli", tmp_path, "de", "test")
    assert [(e.id, e.text, e.second, e.label) for e in found] == [
        ("1", "Ja.", "Nein.", "neutral"),
        ("2", "Doch.", "Ja.", "entailment"),
    ]
    assert [e.text for e in load(find_task("xnli"), "xnli", tmp_path, "ar", "test")] == ["و"]
