"""The study files that come with the package, as plans."""

from dataclasses import replace
from pathlib import Path

import pytest

from xstilts.protocols.xtreme import XTREME
from xstilts.study.settings import study as studies
from xstilts.study.stages.train import Train
from xstilts.workspace import Workspace

STUDIES = Path(__file__).parents[2] / "studies"
NINE = ("anli+", "mnli", "qqp", "squad1", "squad2", "hellaswag", "ccg", "cosmosqa", "commonsenseqa")


@pytest.fixture
def paper():
    return studies.read(STUDIES / "xstilts.yaml", ("seeds=1",))


def test_the_papers_study_is_planned_whole_without_data(paper, tmp_path):
    assert {target.task for target in paper.target_list} == set(XTREME.tasks)
    assert {*NINE, "all"} <= {name for name, _ in paper.intermediate}
    plan = Workspace(data=None, store=tmp_path / "store").plan(paper)
    needed = {entry.partition(" (")[0] for entry in plan.missing}
    assert {"mnli train", "ccg train", "squad1 train", "xnli test", "bucc2018 test", "mlm_text train"} <= needed
    assert not (tmp_path / "store").exists()


def test_the_papers_nine_tasks_cost_what_was_reckoned_by_hand(paper, tmp_path):
    kept = tuple(entry for entry in paper.intermediate if entry[0] in (*NINE, "all"))
    plan = Workspace(data=None, store=tmp_path).plan(replace(paper, intermediate=kept, contrasts=()))
    # Ten recipes and none, six target trainings each: SQuAD serves XQuAD and MLQA.
    assert sum(isinstance(stage, Train) for stage in plan.todo) == 10 + 11 * 6
    assert plan.work == pytest.approx(3.8e18, rel=0.1)


def test_every_target_covers_the_languages_of_the_benchmark(paper, tmp_path):
    plan = Workspace(data=None, store=tmp_path).plan(replace(paper, intermediate=(), contrasts=()))
    predicted = {
        stage.predictions.data_slice.task: set(stage.predictions.data_slice.languages)
        for stage in plan.todo
        if type(stage).__name__ == "Score"
    }
    assert {entry.task: set(entry.languages) for entry in XTREME.entries} == predicted


def test_xtreme_in_small_finds_its_data(shared_data, tmp_path):
    study = studies.read(STUDIES / "xtreme-small.yaml")
    plan = Workspace(data=shared_data, store=tmp_path).plan(study)
    assert {target.task for target in study.target_list} == set(XTREME.tasks)
    assert plan.missing == ()
    assert plan.wall_seconds(2) < 3600
