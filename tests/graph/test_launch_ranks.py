"""A stage run by several ranks: all live and die together, and the run learns why."""

import time

import psutil
import pytest
from toys import Crew, Number

from xstilts.base.errors import UserError
from xstilts.graph.events import Killed
from xstilts.graph.run import Patience


def ranks(stage, scratch) -> list[str]:
    """What the ranks of the stage have noted, without their process ids."""
    lines = (scratch / f"{stage.key[:20]}.log").read_text().splitlines()
    return sorted(line.rpartition(" ")[0] for line in lines if line.startswith("rank"))


def nobody_left(scratch) -> bool:
    """Whether every process that left a trace is over, at once or very soon."""
    pids = {int(line.rpartition(" ")[2]) for log in scratch.glob("*.log") for line in log.read_text().splitlines()}
    deadline = time.monotonic() + 10
    while (alive := any(map(psutil.pid_exists, pids))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive


def test_every_rank_does_its_part_and_other_stages_have_one_process(store, scratch, go):
    stage, other = Crew(), Number(value=1)
    report, _ = go(stage, other, cpus=5, ranks=2)
    assert report.exit_code == 0
    assert ranks(stage, scratch) == [f"rank {rank} of 2 with 1 threads:" for rank in range(2)]
    assert '"ranks": 2' in (store.folder(stage) / "recipe.json").read_text()
    assert '"ranks": 1' in (store.folder(other) / "recipe.json").read_text()


def test_one_rank_is_the_worker_itself(store, scratch, go):
    assert go(Crew())[0].exit_code == 0
    log = next(scratch.glob("*.log")).read_text().split()
    assert log[1] == log[-1]


def test_a_killed_rank_is_a_killed_worker_and_the_stage_is_tried_again(store, scratch, go):
    stage = Crew(how="kill")
    report, events = go(stage, ranks=2)
    assert report.exit_code == 0
    (killed,) = (event for event in events if isinstance(event, Killed))
    assert "killed by SIGKILL" in killed.reason
    assert ranks(stage, scratch) == [f"rank {rank} of 2 with 1 threads:" for rank in (0, 0, 1, 1)]
    assert nobody_left(scratch)


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ("mistake", 2, "rows.tsv:7: label 'mabye' is none of"),
        ("bug", 1, "rank 1 of 2:\nTraceback (most recent call last)"),
    ],
)
def test_an_error_of_one_rank_ends_all_and_is_the_stages(scratch, go, how, code, words):
    report, _ = go(Crew(how=how), ranks=2)
    assert report.exit_code == code
    assert words in report.failed[0].message
    assert nobody_left(scratch)


def test_a_rank_that_says_nothing_is_stopped_with_the_others(scratch, go):
    stage = Crew(how="hang")
    report, _ = go(stage, ranks=2, patience=Patience(heartbeat=1.0, retries=0))
    assert "no sign of life for 1 seconds" in report.failed[0].message
    assert nobody_left(scratch)


def test_more_ranks_than_there_is_room_for_are_refused(go):
    with pytest.raises(UserError, match=r"--device cpu: no core for 3 ranks a stage \(2 there\). Use more --workers"):
        go(Crew(), ranks=3)
