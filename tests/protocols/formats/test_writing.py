import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.base.errors import UserError
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R
from xstilts.tasks import panx, udpos

IDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=6)
PAIR_IDS = st.integers(0, 999).map(lambda n: f"{n:09}")
VALUES = {
    "xnli": st.lists(st.sampled_from(["contradiction", "entailment", "neutral"]), min_size=1),
    "pawsx": st.lists(st.sampled_from(["0", "1"]), min_size=1),
    "tatoeba": st.integers(1, 30).flatmap(lambda n: st.permutations([str(i) for i in range(n)])),
    "udpos": st.lists(st.lists(st.sampled_from(udpos.TAGS), min_size=1, max_size=6), min_size=1, max_size=6),
    "panx": st.lists(st.lists(st.sampled_from(panx.TAGS), min_size=1, max_size=6), min_size=1, max_size=6),
    "xquad": st.dictionaries(IDS, IDS.filter(str.strip), min_size=1),
    "bucc2018": st.lists(st.tuples(PAIR_IDS.map("de-{}".format), PAIR_IDS.map("en-{}".format)), min_size=1),
    "xcopa": st.lists(st.integers(0, 1), min_size=1),
    "mewslix": st.dictionaries(IDS, st.lists(IDS, unique=True, max_size=20), min_size=1),
}


def form(task):
    benchmark = XTREME if task in XTREME.tasks else XTREME_R
    return benchmark.entry(task).format


@pytest.mark.parametrize("task", VALUES)
def test_what_is_written_is_read_again_and_clean(task, tmp_path_factory):
    @given(VALUES[task])
    def check(value):
        path = tmp_path_factory.mktemp(task) / f"test-de.{form(task).suffix}"
        form(task).write(path, value)
        assert form(task).read(path) == value
        assert list(form(task).lint(path, None, "de")) == []

    check()


@pytest.mark.parametrize("task", ["xnli", "pawsx", "tatoeba", "udpos", "bucc2018", "xcopa"])
def test_gold_against_gold_scores_100(task, tmp_path_factory):
    @given(VALUES[task])
    def check(value):
        path = tmp_path_factory.mktemp(task) / f"test-de.{form(task).suffix}"
        form(task).write(path, value)
        scores = form(task).score(path, path, "de")
        assert [scores[metric] for metric in form(task).metrics] == [100]
        assert list(form(task).lint(path, path, "de")) == []

    check()


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ("xnli", "neutral\nentailment\n"),
        ("udpos", "DET\nNOUN\n\nVERB\n"),
        ("bucc2018", "de-1\ten-2\n"),
        ("xcopa", '{"label": 1}\n'),
    ],
)
def test_files_are_written_as_the_evaluator_reads_them(task, text, tmp_path):
    path = tmp_path / "f"
    value = {"xnli": ["neutral", "entailment"], "udpos": [["DET", "NOUN"], ["VERB"]], "bucc2018": [("de-1", "en-2")]}
    form(task).write(path, value.get(task, [1]))
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("task", "value", "told"),
    [
        ("xnli", ["neutral", "1"], "f:2: a number where the evaluator compares words"),
        ("udpos", [["DET"], []], "f: sentence 2: a sentence without tags"),
        ("panx", [["DET"]], "f: sentence 1: no tag of this task"),
        ("tatoeba", [0, -1], "f:2: no line number"),
        ("bucc2018", [], "no pair to write"),
        ("bucc2018", [("1", "2")], "ids look like de-000000057"),
        ("xcopa", [0, 2], "f:2: expected"),
    ],
)
def test_what_would_score_zero_is_not_written(task, value, told, tmp_path):
    with pytest.raises(UserError, match=told):
        form(task).write(tmp_path / "f", value)
    assert not (tmp_path / "f").exists()


def test_a_label_file_of_questions_stands_for_its_first_answers(tmp_path):
    path = tmp_path / "test-de.json"
    question = {"id": "q", "answers": [{"text": "eins"}, {"text": "zwei"}]}
    path.write_text(json.dumps({"data": [{"paragraphs": [{"qas": [question]}]}]}))
    assert form("xquad").read(path) == {"q": "eins"}
    assert form("xquad").score(path, path, "de") == {"exact_match": 100, "f1": 100}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"data": [{"paragraphs": [{"qas": [{"id": "q", "answers": []}]}]}]}, "question 'q' has no gold answer"),
        ({"data": []}, "no question in it"),
        ({"q": "a"}, "not of the SQuAD shape"),
        ({"data": [{"paragraphs": [{"qas": [{"id": "q", "answers": [{"text": "a"}]}] * 2}]}]}, "'q' comes twice"),
    ],
)
def test_labels_of_another_shape_are_refused(value, told, tmp_path):
    labels, predictions = tmp_path / "labels.json", tmp_path / "predictions.json"
    labels.write_text(json.dumps(value))
    predictions.write_text('{"q": "a"}')
    with pytest.raises(UserError, match=told):
        form("xquad").score(predictions, labels, "de")


def test_a_question_without_prediction_scores_zero(tmp_path):
    labels, predictions = tmp_path / "labels.json", tmp_path / "predictions.json"
    questions = [{"id": name, "answers": [{"text": "yes"}]} for name in "ab"]
    labels.write_text(json.dumps({"data": [{"paragraphs": [{"qas": questions}]}]}))
    predictions.write_text('{"a": "Yes!"}')
    assert form("tydiqa").score(predictions, labels, "de") == {"exact_match": 50, "f1": 50}


def test_mlqa_has_rules_of_its_own(tmp_path):
    labels, predictions = tmp_path / "labels.json", tmp_path / "predictions.json"
    labels.write_text(json.dumps({"data": [{"paragraphs": [{"qas": [{"id": "q", "answers": [{"text": "Haus"}]}]}]}]}))
    predictions.write_text('{"q": "das Haus"}')
    assert form("mlqa").score(predictions, labels, "de")["exact_match"] == 100
    assert form("xquad").score(predictions, labels, "de")["exact_match"] == 0


def test_lareqa_divides_by_what_twenty_ranks_can_hold(tmp_path):
    labels, predictions = tmp_path / "labels.json", tmp_path / "predictions.json"
    labels.write_text('{"q": ["a", "b"], "r": ["c"]}')
    predictions.write_text('{"q": ["a", "x", "b"]}')
    assert form("lareqa").score(predictions, labels, "de") == {"map@20": pytest.approx(100 * (1 + 2 / 3) / 2 / 2)}
