"""How plans and running stages look in a narrow and in a wide terminal."""

import io
import re

import pytest
from rich.console import Console

from xstilts.cli import live
from xstilts.graph.events import Progressed, Started
from xstilts.graph.stage import Progress
from xstilts.study.settings import study as studies
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.score import Score
from xstilts.study.stages.train import Train
from xstilts.workspace import Workspace


@pytest.fixture
def plan(small_study, small_data, tmp_path):
    return Workspace(data=small_data, store=tmp_path / "store").plan(studies.read(small_study))


@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_plan_has_a_row_for_what_differs_only_in_seed_and_recipe(
    cli, small_study, small_data, plan, columns, monkeypatch
):
    monkeypatch.setenv("COLUMNS", columns)
    shown = cli("plan", str(small_study), "--data", str(small_data)).out
    rows = {tuple(re.split(r"  +", line.strip())) for line in shown.splitlines()}
    assert {row[:3] for row in rows} >= {
        ("target pawsx", "2 recipes", "4"),
        ("predict pawsx in 3 languages", "2 recipes", "4"),
        ("score rte (check)", "nli", "2"),
        ("overlaps of training and evaluation text", "1"),
    }
    counts = [int(row[2 if len(row) > 2 else 1]) for row in rows if re.match(r"(target|predict|score) ", row[0])]
    assert sum(counts) == sum(
        isinstance(stage, Predict | Score) or stage.label.startswith("target") for stage in plan.todo
    )
    assert max(map(len, shown.splitlines())) <= int(columns)


@pytest.mark.parametrize("columns", [80, 120])
def test_running_stages_are_told_by_recipe_target_and_seed_and_times_are_never_cut(plan, columns):
    board = live._Board(plan, 2)
    predict = next(stage for stage in plan.todo if isinstance(stage, Predict) and "pawsx after nli" in stage.label)
    train = next(stage for stage in plan.todo if isinstance(stage, Train))
    for stage in (predict, train):
        board.take(Started(stage, 1))
    board.take(Progressed(train, Progress(12_000, 24_000, "steps", "loss 0.123, and more than there is room for")))
    out = io.StringIO()
    Console(file=out, width=columns).print(board)
    lines = out.getvalue().splitlines()
    assert [line.partition("  ")[0] for line in lines[:3]] == [
        "running",
        "predict pawsx after nli (seed 0)",
        train.label,
    ]
    assert all(line.rstrip().endswith("0:00") and len(line) <= columns for line in lines[1:3])
    assert "12,000/24,000 steps" in lines[2]
