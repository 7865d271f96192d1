import json

import pytest

from xstilts.base.errors import UserError
from xstilts.protocols.scoring import score
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R


@pytest.fixture
def mock(shared_data):
    folder = shared_data / "xtreme_mock"
    if not folder.is_dir():
        pytest.skip(f"no sample of the official evaluator at {folder}")
    return folder


def test_every_figure_is_that_of_the_official_evaluator(mock):
    expected = json.loads((mock / "expected.json").read_text(encoding="utf-8"))
    ours = {task.task: task.means for task in score(XTREME, mock / "predictions", mock / "labels").tasks}
    assert set(ours) == set(expected["xtreme"])
    for task, figures in expected["xtreme"].items():
        assert {metric: ours[task][metric] for metric in figures} == pytest.approx(figures, abs=1e-9)
    mewslix = score(XTREME_R, mock / "predictions", mock / "labels", tasks=["mewslix"]).tasks[0]
    assert mewslix.means == pytest.approx(expected["xtreme-r"]["mewslix"], abs=1e-9)


def test_the_benchmark_is_the_mean_of_its_tasks(mock):
    result = score(XTREME, mock / "predictions", mock / "labels")
    scores = {task.task: task.score for task in result.tasks}
    assert scores["xquad"] == pytest.approx((77.27272727272727 + 79.9586776859504) / 2)
    assert result.average == pytest.approx(sum(scores.values()) / 9)
    assert result.groups["retrieval"] == pytest.approx((55 + 53.611111111111114) / 2)
    assert result.absent == ()
    json.dumps(result.plain(), allow_nan=False)


def test_pos_is_scored_three_ways(mock):
    means = next(t for t in score(XTREME, mock / "predictions", mock / "labels").tasks if t.task == "udpos").means
    assert means["f1"] == pytest.approx(70.21746, abs=1e-5)
    assert means["f1_seqeval_1"] == pytest.approx(70.39806, abs=1e-5)
    assert means["accuracy"] > means["f1"]


def test_there_is_no_average_without_all_tasks(mock, tmp_path):
    (tmp_path / "predictions").mkdir()
    for task in ("xnli", "pawsx"):
        (tmp_path / "predictions" / task).symlink_to(mock / "predictions" / task)
    result = score(XTREME, tmp_path / "predictions", mock / "labels")
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
