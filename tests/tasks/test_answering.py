"""Tasks of question answering, multiple choice, entities and mining on the published files, and on broken ones."""

import json
from collections import Counter

import pytest

from xstilts.base.errors import UserError
from xstilts.protocols.xtreme import XTREME
from xstilts.task_types.base import Repair, find_task, load, read

ROWS = [
    ("xquad", "test", "zh", 1190),
    ("mlqa", "dev", "en", 1148),
    ("tydiqa", "train", "en", 3696),
    ("tydiqa", "dev", "sw", 2755),
    ("squadshifts", "train", "en", 27626),
    ("xcopa", "train", "en", 400),
    ("xcopa", "dev", "en", 100),
    ("xcopa", "test", "th", 500),
    ("commonsenseqa", "train", "en", 9741),
    ("socialiqa", "train", "en", 33410),
    ("socialiqa", "dev", "en", 1954),
    ("cosmosqa", "dev", "en", 2985),
    ("hellaswag", "dev", "en", 10042),
    ("panx", "train", "en", 20000),
    ("panx", "dev", "qu", 100),
    ("bucc2018", "dev", "zh", 22213),
]


@pytest.mark.parametrize(("name", "split", "language", "rows"), ROWS)
def test_the_published_files_are_read_to_the_last_row(shared_data, name, split, language, rows):
    examples = load(find_task(name), name, shared_data, language, split)
    assert len(examples) == rows
    assert {example.language for example in examples} == {language}


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [("xquad", 12, 11), ("mlqa", 7, 7), ("tydiqa", 9, 9), ("panx", 48, 40), ("bucc2018", 4, 4)],
)
def test_targets_have_the_benchmarks_languages(name, ours, theirs):
    languages = find_task(name).languages
    assert len(languages) == ours
    assert set(XTREME.entry(name).languages) <= set(languages)
    assert len(XTREME.entry(name).languages) == theirs


def test_translated_questions_share_their_ids(shared_data):
    ids = [[q.id for q in load(find_task("xquad"), "xquad", shared_data, code, "test")] for code in ("en", "ar")]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("name", ["commonsenseqa", "socialiqa", "hellaswag", "cosmosqa", "xcopa"])
def test_right_answers_are_spread_over_the_candidates(shared_data, name):
    task = find_task(name)
    labels = Counter(choice.label for choice in load(task, name, shared_data, "en", "dev"))
    assert len(labels) == task.type.count
    assert max(labels.values()) < 2 * min(labels.values())


def test_the_first_rows_are_those_of_the_sources(shared_data):
    first = load(find_task("hellaswag"), "hellaswag", shared_data, "en", "dev")[0]
    assert first.context == "Roof shingle removal: A man is sitting on a roof. he"
    assert first.choices[first.label] == "starts pulling up roofing on a roof."
    first = load(find_task("xcopa"), "xcopa", shared_data, "tr", "dev")[0]
    assert first.context == "Adam musluğu açtı. What happened as a result?"
    assert first.choices[first.label] == "Musluktan su aktı."
    first = load(find_task("socialiqa"), "socialiqa", shared_data, "en", "dev")[0]
    assert first.choices[first.label] == "Find somewhere to go"


def test_tests_without_answers_are_refused_with_the_reason(shared_data):
    with pytest.raises(UserError, match=r"an empty answer\. XTREME's download script takes the answers out"):
        load(find_task("tydiqa"), "tydiqa", shared_data, "fi", "test")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def squad(name, *, answer="c", start=0):
    answers = [{"text": answer, "answer_start": start}]
    question = {"id": name, "question": "?", "answers": answers}
    return json.dumps({"data": [{"paragraphs": [{"context": "c d", "qas": [question, {**question}]}]}]})


def test_a_multilingual_train_file_is_no_english_one(tmp_path):
    path = tmp_path / "tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json"
    write(path, squad("finnish-123-0"))
    with pytest.raises(UserError, match=r"a finnish question in the train file for 'en'\. Split it by language"):
        load(find_task("tydiqa"), "tydiqa", tmp_path, "en", "train")
    write(path, squad("english-123-0"))
    assert [q.id for q in load(find_task("tydiqa"), "tydiqa", tmp_path, "en", "train")] == ["0", "1"]


def test_ids_that_come_twice_are_refused(tmp_path):
    write(tmp_path / "xquad/xquad.de.json", squad("same"))
    with pytest.raises(UserError, match=r"qas\.1: id 'same' comes twice, first at .*qas\.0"):
        load(find_task("xquad"), "xquad", tmp_path, "de", "test")


def test_an_answer_that_is_not_at_its_offset_is_refused(tmp_path):
    write(tmp_path / "xquad/xquad.de.json", squad("q", start=1))
    with pytest.raises(UserError, match=r"qas\.0: answer 'c' is not at character 1 of its context, there is ' '"):
        load(find_task("xquad"), "xquad", tmp_path, "de", "test")


def test_blank_lines_too_many_are_counted_in_panx(tmp_path):
    write(tmp_path / "panx/dev-de.tsv", "Anna\tB-PER\n\n\nBonn\tB-LOC\n")
    entries = [entry for _, entry in read(find_task("panx"), "panx", tmp_path, "de", "dev")]
    assert [isinstance(entry, Repair) for entry in entries] == [False, True, False]


@pytest.mark.parametrize(
    ("name", "files", "told"),
    [
        (
            "commonsenseqa",
            {
                "valid.jsonl": '{"id": "a", "answerKey": "F", "question": {"stem": "s", '
                '"choices": [{"label": "A", "text": "t"}]}}'
            },
            r"valid.jsonl:1: no such candidate 'F'",
        ),
        (
            "commonsenseqa",
            {"valid.jsonl": '{"id": "a", "question": "q", "answerKey": "A"}'},
            "expected a field 'question' with 'stem' and 'choices'",
        ),
        (
            "socialiqa",
            {"socialiqa-train-dev/dev.jsonl": "{}\n{}\n", "socialiqa-train-dev/dev-labels.lst": "1\n"},
            "1 labels, but .*dev.jsonl has 2 questions",
        ),
        (
            "socialiqa",
            {
                "socialiqa-train-dev/dev.jsonl": '{"context": "c", "question": "q", "answerA": "a", "answerB": "b", '
                '"answerC": "c"}\n',
                "socialiqa-train-dev/dev-labels.lst": "4\n",
            },
            "dev-labels.lst:1: the label is '4', expected a whole number from 1 to 3",
        ),
        ("hellaswag", {"hellaswag_val.jsonl": '{"ctx": "c", "label": 0}'}, "field 'endings' is None"),
        ("cosmosqa", {"valid.csv": "id,context\n1,2\n"}, "the header has no column question"),
    ],
)
def test_broken_files_are_refused_with_their_place(tmp_path, name, files, told):
    for relative, text in files.items():
        write(tmp_path / name / relative, text)
    with pytest.raises(UserError, match=told):
        load(find_task(name), name, tmp_path, "en", "dev")


def test_a_cut_text_of_hellaswag_is_refused(tmp_path):
    write(tmp_path / "hellaswag_text/hellaswag_val_full.txt", "context\n0\na\nb\nc\nd\ncontext\n1\n")
    with pytest.raises(UserError, match=r"hellaswag_val_full.txt:7: the file ends within a question of six lines"):
        load(find_task("hellaswag"), "hellaswag", tmp_path, "en", "dev")


def test_the_original_layout_of_hellaswag_is_read(tmp_path):
    row = {"ctx": "A man", "endings": ["a", "b", "c", "d"], "label": 2}
    write(tmp_path / "hellaswag/hellaswag_train.jsonl", json.dumps(row))
    (choice,) = load(find_task("hellaswag"), "hellaswag", tmp_path, "en", "train")
    assert (choice.context, choice.choices, choice.label) == ("A man", ("a", "b", "c", "d"), 2)
