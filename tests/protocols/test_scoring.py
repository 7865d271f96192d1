import json

import pytest

from xstilts.base.errors import UserError
from xstilts.protocols.scoring import score
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R

MILL = "The old mill stands in the river."


def squad(*answers: str) -> str:
    """A label file with a question for each of the answers."""
    asked = [
        {"id": f"q{n}", "question": "?", "answers": [{"text": text, "answer_start": MILL.index(text)}]}
        for n, text in enumerate(answers)
    ]
    return json.dumps({"data": [{"paragraphs": [{"context": MILL, "qas": asked}]}]})


ANSWERS = (squad("old mill", "in the river"), json.dumps({"q0": "the old mill", "q1": "river bank"}))
"""Articles do not count; of (in, river) and (river, bank) one word of two is common."""
BY_HAND = {
    "xnli": ("neutral\nentailment\ncontradiction\n", "neutral\nneutral\nneutral\n", {"accuracy": 100 / 3}),
    "pawsx": ("0\n1\n1\n0\n", "0\n1\n0\n0\n", {"accuracy": 75}),
    # Bare tags: neighbours that are equal are one chunk. Gold has five, predicted are four, three are right.
    "udpos": (
        "DET\nNOUN\nVERB\nADP\nNOUN\n\n",
        "DET\nNOUN\nVERB\nNOUN\nNOUN\n\n",
        {"precision": 75, "recall": 60, "f1": 200 * 3 / 9},
    ),
    # A name that is cut is wrong, the place is right: one of two.
    "panx": ("B-PER\nI-PER\nO\nB-LOC\n\n", "B-PER\nO\nO\nB-LOC\n\n", {"precision": 50, "recall": 50, "f1": 50}),
    "xquad": (*ANSWERS, {"exact_match": 50, "f1": 75}),
    "tydiqa": (*ANSWERS, {"exact_match": 50, "f1": 75}),
    # MLQA drops the articles of each language, so these have none.
    "mlqa": (
        squad("old mill", "river"),
        json.dumps({"q0": "old mill", "q1": "river bank"}),
        {"f1": (100 + 200 / 3) / 2},
    ),
    "bucc2018": (
        "".join(f"de-{n}\ten-{n}\n" for n in range(4)),
        "".join(f"de-{n}\ten-{n if n < 3 else 9}\n" for n in range(5)),
        {"precision": 60, "recall": 75, "f1": 200 * 3 / 9},
    ),
    "tatoeba": ("3\n1\n2\n0\n", "3\n1\n0\n0\n", {"accuracy": 75}),
}
"""Labels and predictions of every task, and what a person reckons for them."""


def test_every_tasks_figures_are_those_reckoned_by_hand(folder):
    """Without the evaluator's own sample at hand. The first language of every task is all right, the others are not."""
    labels, predictions = {}, {}
    for entry in XTREME.entries:
        gold, said, _ = BY_HAND[entry.task]
        kind = "json" if gold.startswith("{") else "tsv"
        for language in entry.languages:
            labels[f"{entry.task}/test-{language}.{kind}"] = gold
            predictions[f"{entry.task}/test-{language}.{kind}"] = said
        first = f"{entry.task}/test-{entry.languages[0]}.{kind}"
        predictions[first] = gold if kind == "tsv" else json.dumps(_right(json.loads(gold)))
    result = score(XTREME, folder("predictions", predictions), folder("labels", labels))
    assert result.absent == ()
    for task in result.tasks:
        count = len(XTREME.entry(task.task).languages)
        for metric, figure in BY_HAND[task.task][2].items():
            assert task.means[metric] == pytest.approx((100 + (count - 1) * figure) / count, abs=1e-9), task.task


def _right(labels: dict) -> dict:
    return {entry["id"]: entry["answers"][0]["text"] for entry in labels["data"][0]["paragraphs"][0]["qas"]}


def test_mewslix_counts_the_reciprocal_rank(folder):
    languages = XTREME_R.entry("mewslix").languages
    labels = {f"mewslix/test-{code}.json": json.dumps({"m1": ["Q1"], "m2": ["Q2"], "m3": ["Q3"]}) for code in languages}
    said = json.dumps({"m1": ["Q9", "Q1"], "m2": ["Q2"], "m3": [f"Q{n}" for n in range(100, 120)]})
    predictions = dict.fromkeys(labels, said)
    (task,) = score(XTREME_R, folder("p", predictions), folder("l", labels), tasks=["mewslix"]).tasks
    assert task.means["map@20"] == pytest.approx(100 * (0.5 + 1 + 0) / 3)


def test_every_figure_is_that_of_the_official_evaluator(official_sample):
    expected = json.loads((official_sample / "expected.json").read_text(encoding="utf-8"))
    ours = {
        task.task: task.means
        for task in score(XTREME, official_sample / "predictions", official_sample / "labels").tasks
    }
    assert set(ours) == set(expected["xtreme"])
    for task, figures in expected["xtreme"].items():
        assert {metric: ours[task][metric] for metric in figures} == pytest.approx(figures, abs=1e-9)
    mewslix = score(XTREME_R, official_sample / "predictions", official_sample / "labels", tasks=["mewslix"]).tasks[0]
    assert mewslix.means == pytest.approx(expected["xtreme-r"]["mewslix"], abs=1e-9)


def test_the_benchmark_is_the_mean_of_its_tasks(official_sample):
    result = score(XTREME, official_sample / "predictions", official_sample / "labels")
    scores = {task.task: task.score for task in result.tasks}
    assert scores["xquad"] == pytest.approx((77.27272727272727 + 79.9586776859504) / 2)
    assert result.average == pytest.approx(sum(scores.values()) / 9)
    assert result.groups["retrieval"] == pytest.approx((55 + 53.611111111111114) / 2)
    assert result.absent == ()
    json.dumps(result.plain(), allow_nan=False)


def test_pos_is_scored_three_ways(official_sample):
    means = next(
        t for t in score(XTREME, official_sample / "predictions", official_sample / "labels").tasks if t.task == "udpos"
    ).means
    assert means["f1"] == pytest.approx(70.21746, abs=1e-5)
    assert means["f1_seqeval_1"] == pytest.approx(70.39806, abs=1e-5)
    assert means["accuracy"] > means["f1"]


def test_there_is_no_average_without_all_tasks(official_sample, tmp_path):
    (tmp_path / "predictions").mkdir()
    for task in ("xnli", "pawsx"):
        (tmp_path / "predictions" / task).symlink_to(official_sample / "predictions" / task)
    result = score(XTREME, tmp_path / "predictions", official_sample / "labels")
    assert result.average is None
    assert result.groups == {"classification": pytest.approx((30.666666666666668 + 51.42857142857143) / 2)}
    assert result.absent == ("udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc2018", "tatoeba")


PAWSX = {f"pawsx/test-{language}.tsv": "0\n1\n" for language in ("de", "en", "es", "fr", "ja", "ko", "zh")}


def test_every_missing_language_is_named(folder):
    predictions = dict(PAWSX)
    del predictions["pawsx/test-ja.tsv"], predictions["pawsx/test-zh.tsv"]
    with pytest.raises(UserError) as caught:
        score(XTREME, folder("predictions", predictions), folder("labels", PAWSX))
    told = str(caught.value)
    assert "pawsx/test-ja.tsv: no predictions for language 'ja' of pawsx" in told
    assert "test-zh.tsv: no predictions" in told
    assert "predict it, or leave the task's folder out" in told


def test_languages_without_labels_are_named_and_bar_the_official_score(folder):
    labels = {name: text for name, text in PAWSX.items() if "-zh" not in name}
    predictions = folder("predictions", {**PAWSX, "xnli/test-en.tsv": ""})
    result = score(XTREME, predictions, folder("labels", {**labels, "pawsx/test-de.tsv": "1\n1\n"}))
    assert result.tasks[0].unlabelled == ("zh",)
    assert result.tasks[0].score == pytest.approx(100 * 5.5 / 6)
    assert result.groups == {}


def test_another_number_of_lines_is_refused(folder):
    predictions = folder("predictions", {**PAWSX, "pawsx/test-fr.tsv": "0\n1\n\n"})
    with pytest.raises(UserError, match=r"test-fr.tsv: 3 lines, but .*labels.*test-fr.tsv has 2"):
        score(XTREME, predictions, folder("labels", PAWSX))


def test_a_folder_that_is_not_there_is_refused(tmp_path, folder):
    with pytest.raises(UserError, match=r"nowhere: no such folder. It holds one folder a task: xnli, pawsx"):
        score(XTREME, tmp_path / "nowhere", folder("labels", PAWSX))
    with pytest.raises(UserError, match="no folder in both for xnli, pawsx, udpos"):
        score(XTREME, folder("predictions", {}), folder("labels", PAWSX))
    with pytest.raises(UserError, match=r"no such task of xtreme 'pawx'\. Did you mean 'pawsx'"):
        score(XTREME, folder("predictions", PAWSX), folder("labels", PAWSX), tasks=["pawx"])


def test_the_tables_count_what_the_evaluators_count():
    assert {entry.task: len(entry.languages) for entry in XTREME.entries} == {
        "xnli": 15, "pawsx": 7, "udpos": 33, "panx": 40, "xquad": 11, "mlqa": 7, "tydiqa": 9, "bucc2018": 4,
        "tatoeba": 36,
    }  # fmt: skip
    assert {entry.task: len(entry.languages) for entry in XTREME_R.entries} == {
        "xnli": 15, "xcopa": 11, "udpos": 38, "panx": 48, "xquad": 12, "mlqa": 7, "tydiqa": 9, "tatoeba": 41,
        "mewslix": 11, "lareqa": 11,
    }  # fmt: skip
    for benchmark, count in ((XTREME, 40), (XTREME_R, 50)):
        assert len({language for entry in benchmark.entries for language in entry.languages}) == count
        assert all(len(set(entry.languages)) == len(entry.languages) for entry in benchmark.entries)
    assert "ours" in XTREME_R.average or "our mean" in XTREME_R.average
