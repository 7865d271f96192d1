"""The local engine and its fork server: processes start fast, end as told, and never outlive the run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from xstilts.base.errors import UserError
from xstilts.graph.engines.base import Resources
from xstilts.graph.engines.local import LocalEngine

PYTHON = [sys.executable, "-P", "-m", "errands"]
ONE = Resources()


@pytest.fixture
def engine():
    with LocalEngine(cpus=2) as engine:
        yield engine


def wait_for(engine, count=1, seconds=20.0):
    """The next jobs that end, by id."""
    over, deadline = {}, time.monotonic() + seconds
    while len(over) < count and time.monotonic() < deadline:
        over.update({ended.job: ended for ended in engine.poll(0.1)})
    assert len(over) == count
    return over


def wait_until(holds, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert holds()


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def written(path: Path) -> bool:
    return path.exists() and path.read_text().endswith("\n")


def test_a_job_ends_with_its_code_its_words_and_its_memory(engine):
    good = engine.submit([*PYTHON, "say", "hello"], ONE, "good")
    bad = engine.submit([*PYTHON, "exit", "7"], ONE, "bad")
    over = wait_for(engine, 2)
    assert (over[good].code, over[good].log) == (0, "hello\n")
    assert over[bad].code == 7
    assert over[good].peak_memory > 5e6


def test_workers_are_forks_that_share_what_was_imported(tmp_path):
    with LocalEngine(cpus=1, preload=["fractions"]) as engine:
        job = engine.submit([*PYTHON, "modules", "fractions", "wave"], ONE, "x")
        assert json.loads(wait_for(engine)[job].log) == {"fractions": True, "wave": False}
        job = engine.submit([*PYTHON, "modules", "fractions"], Resources(gpus=0), "x")
        assert json.loads(wait_for(engine)[job].log) == {"fractions": True}


def test_a_command_that_needs_a_gpu_starts_afresh_and_sees_one(tmp_path):
    with LocalEngine(cpus=1, gpus=["3", "5"], preload=["fractions"]) as engine:
        assert engine.gpus == 2
        commands = {"fresh": [*PYTHON, "modules", "fractions"], "device": [*PYTHON, "env", "CUDA_VISIBLE_DEVICES"]}
        jobs = {name: engine.submit(command, Resources(gpus=1), name) for name, command in commands.items()}
        over = wait_for(engine, 2)
        assert json.loads(over[jobs["fresh"]].log) == {"fractions": False}
        assert over[jobs["device"]].log == "5\n"
        again = [engine.submit([*PYTHON, "env", "CUDA_VISIBLE_DEVICES"], Resources(gpus=1), "x") for _ in range(2)]
        over = wait_for(engine, 2)
        assert sorted(over[job].log for job in again) == ["3\n", "5\n"]


def test_a_command_may_have_several_gpus(tmp_path):
    with LocalEngine(cpus=1, gpus=["3", "5"]) as engine:
        for _ in range(2):
            job = engine.submit([*PYTHON, "env", "CUDA_VISIBLE_DEVICES"], Resources(gpus=2), "x")
            assert wait_for(engine)[job].log == "3,5\n"


def test_threads_are_told_to_numeric_libraries(engine):
    job = engine.submit([*PYTHON, "env", "OMP_NUM_THREADS"], Resources(threads=3), "x")
    assert wait_for(engine)[job].log == "3\n"


def test_any_command_can_be_a_job(engine):
    job = engine.submit(["sh", "-c", "echo out; echo err >&2; exit 3"], ONE, "shell")
    ended = wait_for(engine)[job]
    assert (ended.code, ended.log) == (3, "out\nerr\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process name itself")
def test_a_job_is_known_by_its_name(engine):
    job = engine.submit([*PYTHON, "name"], ONE, "train nli, seed 3")
    assert wait_for(engine)[job].log == "train nli, seed\n"


def test_only_the_end_of_a_long_output_is_kept(engine):
    job = engine.submit([*PYTHON, "say", "x" * 50_000 + "end"], ONE, "x")
    log = wait_for(engine)[job].log
    assert len(log) == 8000
    assert log.endswith("end\n")


def test_a_killed_job_ends_with_minus_its_signal(engine):
    job = engine.submit([*PYTHON, "die", str(int(signal.SIGSEGV))], ONE, "x")
    ended = wait_for(engine)[job]
    assert ended.code == -signal.SIGSEGV
    assert "errands.py" in ended.log  # where it was, by faulthandler


def test_cancel_stops_a_job_and_the_processes_that_it_started(engine, tmp_path):
    note = tmp_path / "pids"
    job = engine.submit([*PYTHON, "brood", str(note)], ONE, "x")
    wait_until(lambda: written(note))
    pids = [int(pid) for pid in note.read_text().split()]
    engine.cancel(job)
    assert wait_for(engine)[job].code == -signal.SIGTERM
    wait_until(lambda: all(map(gone, pids)))


def test_what_a_job_leaves_running_is_ended_with_it(engine, tmp_path):
    note = tmp_path / "pids"
    job = engine.submit([*PYTHON, "abandon", str(note)], ONE, "x")
    assert wait_for(engine)[job].code == 0
    wait_until(lambda: gone(int(note.read_text())))


def test_a_killed_nursery_takes_its_jobs_along_and_is_replaced(engine, tmp_path):
    note = tmp_path / "pids"
    job = engine.submit([*PYTHON, "brood", str(note)], ONE, "x")
    wait_until(lambda: written(note))
    pids = [int(pid) for pid in note.read_text().split()]
    os.kill(psutil.Process(pids[0]).ppid(), signal.SIGKILL)
    assert wait_for(engine)[job].code == -9
    wait_until(lambda: all(map(gone, pids)))
    job = engine.submit([*PYTHON, "say", "again"], ONE, "x")
    assert wait_for(engine)[job].log == "again\n"


def test_closing_ends_everything(tmp_path):
    note = tmp_path / "pids"
    with LocalEngine(cpus=1) as engine:
        engine.submit([*PYTHON, "brood", str(note)], ONE, "x")
        wait_until(lambda: written(note))
    wait_until(lambda: all(gone(int(pid)) for pid in note.read_text().split()))


def test_nothing_survives_a_kill_of_the_main_process(tmp_path):
    note = tmp_path / "pids"
    main = subprocess.Popen([*PYTHON, "main", str(note)], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    wait_until(lambda: written(note))
    pids = [int(pid) for pid in note.read_text().split()]
    pids.append(psutil.Process(pids[0]).ppid())
    main.kill()
    main.wait()
    wait_until(lambda: all(map(gone, pids)))


def test_a_module_that_cannot_be_imported_is_a_user_error():
    with LocalEngine(cpus=1, preload=["no_such_library"]) as engine:
        engine.submit([*PYTHON, "say", "x"], ONE, "x")
        with pytest.raises(UserError, match="workers cannot start: cannot import no_such_library"):
            wait_for(engine)


def test_an_engine_that_never_ran_closes_without_a_word():
    with LocalEngine(cpus=1) as engine:
        assert engine.poll(0.0) == []
