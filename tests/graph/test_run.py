"""Runs: everything once, in order, through kills, failures, silence, interruptions and rivals."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from toys import Fails, Number, Quiet, Sum, traces

import study
from xstilts.base.errors import UserError
from xstilts.graph.engines.local import LocalEngine
from xstilts.graph.events import Blocked, Failed, Finished, Killed, Progressed, Started
from xstilts.graph.plan import plan
from xstilts.graph.run import Patience, execute
from xstilts.graph.stage import Context
from xstilts.graph.store import Store


def number(store: Store, stage) -> int:
    return int((store.open(stage, thorough=True) / "number.txt").read_text())


def start_study(store: Store, scratch: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, study.__file__, str(store.root), str(scratch)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_step(step: int, scratch: Path) -> None:
    deadline = time.monotonic() + 30
    while traces(study.SLOW, scratch, f"step {step}") == 0:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_graph_runs_in_order_and_a_second_time_not_at_all(store, scratch, go, chain):
    top = Sum(terms=(chain, Number(value=10)))
    report, events = go(top)
    assert number(store, top) == 15
    assert (report.exit_code, len(report.done), report.failed, report.left) == (0, 5, (), ())
    order = [type(event).__name__ + event.stage.key for event in events]
    assert order.index("Finished" + chain.key) < order.index("Started" + top.key)
    assert all(end.peak_memory > 5e6 and not end.found for end in report.done)
    report, events = go(top)
    assert (report.done, events) == ((), [])
    assert traces(top, scratch) == 1


def test_no_more_stages_run_at_once_than_there_are_slots(store, go):
    stages = [Number(value=value, seconds=0.15) for value in range(6)]
    running, most = 0, 0
    _, events = go(*stages, cpus=3)
    for event in events:
        running += isinstance(event, Started) - isinstance(event, Finished)
        most = max(most, running)
    assert most == 3


def test_a_failure_stops_only_what_needs_it(store, go, chain):
    broken = Fails(how="mistake")
    middle = Sum(terms=(broken, Number(value=1)))
    top = Sum(terms=(middle, chain))
    report, events = go(top, chain)
    assert number(store, chain) == 5
    assert number(store, Number(value=1)) == 1
    assert report.failed == (
        Failed(broken, "rows.tsv:7: label 'mabye' is none of yes, no, maybe. Mend the line.", True),
    )
    assert report.blocked == (Blocked(middle, broken), Blocked(top, broken))
    assert report.exit_code == 2
    assert [event.attempt for event in events if isinstance(event, Started) and event.stage == broken] == [1]
    assert str(report).startswith("4 stages done, 1 failed, 2 blocked by them. Run the same command again")


def test_a_bug_is_not_tried_again_and_names_its_traceback(store, scratch, go):
    stage = Fails(how="bug")
    report, _ = go(stage)
    assert traces(stage, scratch) == 1
    assert (
        report.failed[0].message == f"ZeroDivisionError: a bug. The traceback is in {store.part(stage)}/traceback.txt."
    )
    assert report.exit_code == 1


def test_a_killed_worker_is_tried_again_and_finds_what_it_left(store, scratch, go):
    stage = Fails(how="kill", times=2)
    report, events = go(stage)
    assert report.exit_code == 0
    assert traces(stage, scratch) == 3
    kills = [event.reason for event in events if isinstance(event, Killed)]
    assert len(kills) == 2
    assert kills[0].startswith("the worker was killed by SIGKILL while it held")
    assert (store.folder(stage) / "half.txt").read_text() == "start 3"


def test_a_worker_killed_from_outside_resumes_at_its_step(store, scratch, go):
    stage = Sum(terms=(), steps=12, pause=0.05)

    def kill_at_step_five():
        while traces(stage, scratch, "step 5") == 0:
            time.sleep(0.01)
        log = (scratch / f"{stage.key[:20]}.log").read_text()
        os.kill(int(log.split()[-1]), signal.SIGKILL)

    killer = threading.Thread(target=kill_at_step_five)
    killer.start()
    report, events = go(stage)
    killer.join()
    assert report.exit_code == 0
    assert traces(stage, scratch) == 2
    assert [traces(stage, scratch, f"step {step}") for step in range(1, 13)] == [1] * 12
    assert any(isinstance(event, Killed) for event in events)


def test_a_worker_that_dies_every_time_is_given_up(store, scratch, go):
    stage = Fails(how="kill")
    report, _ = go(stage, patience=Patience(retries=1))
    assert traces(stage, scratch) == 2
    assert report.failed[0].message.startswith("the worker was killed by SIGKILL while it held")
    assert "run fewer stages at a time, 2 times" in report.failed[0].message
    assert report.exit_code == 1


def test_a_silent_stage_is_stopped(store, scratch, go):
    stage = Fails(how="hang", times=1)
    report, events = go(stage, patience=Patience(heartbeat=2.0))
    assert report.exit_code == 0
    reasons = [event.reason for event in events if isinstance(event, Killed)]
    assert reasons == ["no sign of life for 2 seconds, so it was stopped"]


def test_a_stage_that_shows_progress_is_not_silent(store, go):
    stage = Sum(terms=(), steps=20, pause=0.1)
    report, events = go(stage, patience=Patience(heartbeat=1.2))
    assert report.exit_code == 0
    steps = [event.progress.done for event in events if isinstance(event, Progressed)]
    assert len(steps) >= 2
    assert steps == sorted(set(steps))
    assert {event.progress.total for event in events if isinstance(event, Progressed)} == {20}


@pytest.mark.parametrize("how", ["thinks", "publishes"])
def test_a_stage_that_computes_or_publishes_is_not_silent(store, go, how):
    report, events = go(Quiet(how=how), patience=Patience(heartbeat=2.0))
    assert report.exit_code == 0
    assert not [event for event in events if isinstance(event, Killed)]


def test_a_killed_run_goes_on_where_it_was(store, scratch):
    run = start_study(store, scratch)
    wait_for_step(5, scratch)
    run.kill()
    run.communicate()
    again = start_study(store, scratch)
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert "2 stages done" in said
    assert number(store, study.TOP) == 42
    assert traces(study.SLOW, scratch) == 2
    repeated = [step for step in range(1, 13) if traces(study.SLOW, scratch, f"step {step}") > 1]
    assert len(repeated) <= 1  # the step that was not yet noted when the kill came
    assert all(traces(stage, scratch) == 1 for stage in (*study.NUMBERS, study.TOP))
    assert list(store.verify()) == []


def test_ctrl_c_stops_the_workers_says_how_to_go_on_and_ends_with_130(store, scratch):
    run = start_study(store, scratch)
    wait_for_step(3, scratch)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert said == (
        "Interrupted: 6 stages done, 2 left. Run the same command again to go on: finished stages are kept, and "
        "unfinished ones resume.\n"
    )
    steps = sum(traces(study.SLOW, scratch, f"step {step}") for step in range(1, 13))
    time.sleep(0.4)
    assert sum(traces(study.SLOW, scratch, f"step {step}") for step in range(1, 13)) == steps
    again = start_study(store, scratch)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert number(store, study.TOP) == 42


def test_two_runs_at_once_do_each_stage_once(store, scratch):
    runs = [start_study(store, scratch) for _ in range(2)]
    for run in runs:
        _, said = run.communicate(timeout=60)
        assert run.returncode == 0, said
        assert "8 stages done" in said
    assert {traces(stage, scratch) for stage in (*study.NUMBERS, study.SLOW, study.TOP)} == {1}
    assert number(store, study.TOP) == 42


def test_what_another_run_finished_meanwhile_is_found(store, scratch, finish, chain):
    planned = plan([chain], store)
    finish(*chain.terms, chain)
    with LocalEngine(cpus=1) as engine:
        report = execute(planned, store, engine, context=Context(data=scratch))
    assert [end.found for end in report.done] == [True] * 3
    assert traces(chain, scratch) == 1


def test_a_full_disk_fails_the_stage_plainly_and_keeps_the_rest(small_disk, scratch):
    store, big, good = Store(small_disk / "store"), Fails(how="fill"), Number(value=1)
    with LocalEngine(cpus=1) as engine:
        report = execute(plan([good, big], store), store, engine, context=Context(data=scratch))
    assert report.exit_code == 2
    assert report.failed[0].message.startswith(f"{store.root}: the disk is full: ")
    assert list(store.verify()) == []
    assert store.has(good)


def test_an_observer_that_fails_leaves_no_worker_behind(store, scratch):
    stage = Sum(terms=(), steps=200, pause=0.05)

    def observe(event):
        raise LookupError("a bug in the display")

    log = scratch / f"{stage.key[:20]}.log"
    with LocalEngine(cpus=1) as engine:
        with pytest.raises(LookupError):
            execute(plan([stage], store), store, engine, context=Context(data=scratch), observe=observe)
        said = log.read_text() if log.exists() else ""
        time.sleep(0.3)
        assert (log.read_text() if log.exists() else "") == said
    assert not store.has(stage)


@dataclass(frozen=True, kw_only=True)
class OnGpu(Number):
    """A number that asks for a GPU."""

    GPU = True


def test_a_gpu_that_is_not_there_is_a_user_error_before_anything_runs(go):
    with pytest.raises(UserError, match="--device cuda: no GPU slot"):
        go(OnGpu(value=1), device="cuda")


def test_the_report_of_an_empty_plan_is_all_done(go):
    report, _ = go()
    assert (report.exit_code, str(report)) == (0, "0 stages done")
