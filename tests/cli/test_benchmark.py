import json

import pytest

WORDS = "neutral\nentailment\n"
FILES = {f"xnli/test-{language}.tsv": WORDS for language in "ar bg de el en es fr hi ru sw th tr ur vi zh".split()}


@pytest.fixture
def xnli(tmp_path):
    """A folder of XNLI's files, two lines each."""
    for name, text in FILES.items():
        path = tmp_path / "p" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "p"


@pytest.mark.parametrize("benchmark", ["xtreme", "xtreme-r"])
def test_score_prints_every_figure_of_the_official_evaluator(cli, official_sample, benchmark):
    expected = json.loads((official_sample / "expected.json").read_text(encoding="utf-8"))[benchmark]
    tasks = [part for task in expected for part in ("--task", task)]
    given = (
        "--predictions",
        f"{official_sample}/predictions",
        "--labels",
        f"{official_sample}/labels",
        "--benchmark",
        benchmark,
    )
    done = cli("score", *given, *tasks, "--json")
    assert done.code == 0
    means = {task["task"]: task["means"] for task in json.loads(done.out)["tasks"]}
    assert means.keys() == expected.keys()
    for task, figures in expected.items():
        assert {metric: means[task][metric] for metric in figures} == pytest.approx(figures, abs=1e-9)
    shown = cli("score", *given, *tasks, "--languages").out
    for figures in means.values():
        assert all(f"{value:.2f}" in shown for value in figures.values())


def test_score_shows_the_average_and_what_a_reader_must_know(cli, official_sample):
    out = cli("score", "--predictions", f"{official_sample}/predictions", "--labels", f"{official_sample}/labels").out
    assert "the official mean over the nine tasks" in out
    assert "bucc2018: the test set is the public training set; the real one is private" in out


def test_score_tells_why_there_is_no_average(cli, xnli):
    done = cli("score", "--predictions", str(xnli), "--labels", str(xnli))
    assert done.code == 0
    assert "100.00" in done.out
    assert "No average: pawsx, udpos" in done.out


def test_score_refuses_a_benchmark_that_is_not_known(cli, xnli):
    done = cli("score", "--predictions", str(xnli), "--labels", str(xnli), "--benchmark", "xtrem")
    assert done.code == 2
    assert "no such benchmark 'xtrem'. Did you mean 'xtreme'" in done.err


def test_lint_shows_file_and_line_and_ends_with_2(cli, xnli):
    (xnli / "xnli/test-de.tsv").write_text("neutral\n1\n", encoding="utf-8")
    done = cli("lint", str(xnli))
    assert done.code == 2
    assert f"{xnli}/xnli/test-de.tsv:2: a number where the evaluator compares words" in done.out
    assert f"{xnli}: 2 findings." in done.err  # the other one: no folder for the other tasks
    found = json.loads(cli("lint", str(xnli), "--json").out)
    assert [entry["line"] for entry in found] == [0, 2]


def test_lint_of_part_of_a_benchmark_asks_only_for_what_has_labels(cli, xnli):
    assert cli("lint", str(xnli), "--labels", str(xnli), "--partial").code == 0
    (xnli / "xnli/test-zh.tsv").unlink()
    assert cli("lint", str(xnli), "--labels", str(xnli), "--partial").code == 0
    assert "give --labels" in cli("lint", str(xnli), "--partial").err


def test_labels_says_what_was_built_and_why_the_rest_was_not(cli, tmp_path):
    data = tmp_path / "data"
    (data / "xnli").mkdir(parents=True)
    (data / "xnli/test-de.tsv").write_text("a\tb\tneutral\nc\td\tcontradictory\n", encoding="utf-8")
    done = cli("labels", "--data", str(data), "--to", "labels")
    assert done.code == 0
    assert (tmp_path / "labels/xnli/test-de.tsv").read_text() == "neutral\ncontradiction\n"
    assert "xnli 1 of 15: de\n" in done.out
    assert f"  ar bg el en es fr hi ru sw th tr ur vi zh: no test file in {data}" in done.out
    assert "1 label files written." in done.out
    built = json.loads(cli("labels", "--data", str(data), "--to", "labels", "--json").out)
    assert [entry["language"] for entry in built if entry["path"]] == ["de"]


def test_labels_asks_for_a_data_folder(cli):
    done = cli("labels", "--to", "labels")
    assert done.code == 2
    assert "Pass it with --data DIR" in done.err


def test_export_names_what_the_study_lacks(cli, small_study, small_data, tmp_path):
    given = ("--data", str(small_data), "--store", "store", "--to", "p")
    done = cli("export", str(small_study), *given)
    assert done.code == 2
    assert "  xnli (ar bg de el en es fr hi ru sw th tr ur vi zh): the study has no such target" in done.err
    assert "  pawsx (de en es fr ja ko zh): no predictions in" in done.err
    partly = cli("export", str(small_study), *given, "--partial", "--recipe", "nli", "--seed", "1")
    assert partly.code == 0
    assert "0 files in p: encoder tiny, recipe nli, seed 1." in partly.out
    assert not (tmp_path / "p").exists()


def test_a_plan_without_data_tells_what_a_run_would_need(cli, small_study, tmp_path):
    done = cli("plan", str(small_study))
    assert done.code == 0
    assert "A run needs a data folder (--data DIR) with these files:" in done.out
    assert "  rte train (en)\n      glue/RTE/train.tsv" in done.out
    listed = json.loads(cli("plan", str(small_study), "--json").out)["missing"]
    assert any(entry.startswith("rte train (en): glue/RTE/train.tsv") for entry in listed)
    refused = cli("run", str(small_study))
    assert refused.code == 2
    assert "the data that the study reads are not there:" in refused.err
    assert not list((tmp_path / "store").glob("*/*"))
