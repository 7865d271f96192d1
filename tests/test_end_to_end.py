"""One small real study through the command line: killed, resumed, repeated, altered."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

import small_world
from xstilts.study.settings import study as studies
from xstilts.workspace import Workspace

XSTILTS = [sys.executable, "-m", "xstilts"]
PATIENCE = 120.0


class Place:
    """A folder with the invented data and the study, in which commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        small_world.write_data(folder / "data")
        (folder / "small.yaml").write_text(small_world.STUDY, encoding="utf-8")

    def start(self, store: str) -> subprocess.Popen[str]:
        """Start a run."""
        return subprocess.Popen(
            [*XSTILTS, "run", "small.yaml", *self._options(store), "--output-dir", f"out-{store}", "--json"],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, store: str) -> dict[str, object]:
        """Run the study to its end; what the command told."""
        process = self.start(store)
        out, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        told: dict[str, object] = json.loads(out)
        return told

    def results(self, store: str) -> list[dict[str, str]]:
        """The rows of `xstilts results --format csv`."""
        done = self.call("results", "small.yaml", *self._options(store), "--format", "csv")
        assert done.returncode == 0, done.stderr
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run any command."""
        return subprocess.run(
            [*XSTILTS, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def _options(self, store: str) -> list[str]:
        return ["--data", "data", "--store", store]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The place, with an undisturbed run in the store `calm`."""
    made = Place(tmp_path_factory.mktemp("study"))
    told = made.run("calm")
    assert told["ran"] == 43  # 3 of them embed sentences
    assert made.folder / str(told["report"]) == made.folder / "out-calm/report.html"
    return made


def wait_for(what: Callable[[], object]) -> None:
    """Wait until `what` is true."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def worker(run: subprocess.Popen[str], part: Path) -> psutil.Process | None:
    """The process that fills `part`: a child of the run's fork server that was told the stage's key."""
    nurseries = psutil.Process(run.pid).children()
    workers = [child for fork_server in nurseries for child in fork_server.children()]
    return workers[0] if workers and part.is_dir() else None


def test_a_run_leaves_a_report_and_every_score(place):
    page = (place.folder / "out-calm/report.html").read_text(encoding="utf-8")
    assert "Does invented entailment make invented transfer better?" in page
    rows = place.results("calm")
    wanted = {
        (recipe, target, language, str(seed))
        for recipe in ("none", "nli")
        for target, languages in (("pawsx", "en de es"), ("udpos", "en de es"), ("tatoeba", "de es"))
        for language in languages.split()
        for seed in (0, 1)
    }
    assert {(row["recipe"], row["target"], row["language"], row["seed"]) for row in rows} == wanted
    assert all(0 <= float(row["value"]) <= 100 for row in rows)
    assert {row["n"] for row in rows if row["target"] == "tatoeba"} == {"20"}


def test_a_second_run_runs_nothing(place):
    assert place.run("calm")["ran"] == 0


def test_python_gives_the_rows_of_the_command_line(place):
    study = studies.read(place.folder / "small.yaml")
    rows = Workspace(data=place.folder / "data", store=place.folder / "calm").results(study)
    told = [(row.recipe, row.target, row.language, str(row.seed), row.metric, repr(row.value), row.key) for row in rows]
    printed = [
        (row["recipe"], row["target"], row["language"], row["seed"], row["metric"], row["value"], row["key"])
        for row in place.results("calm")
    ]
    assert sorted(told) == sorted(printed)


def test_killed_workers_and_runs_change_no_number(place):
    """A worker is killed in mid-training, then the run and all of its processes; a third run goes on to the end."""
    store = place.folder / "wild"
    run = place.start("wild")
    wait_for(lambda: list(store.glob("train/*.part/progress.json")))
    (part,) = store.glob("train/*.part")
    killed = worker(run, part)
    assert killed is not None
    killed.kill()
    wait_for(lambda: any(store.glob("score/*/manifest.json")))
    everyone = psutil.Process(run.pid).children(recursive=True)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate(timeout=PATIENCE)
    psutil.wait_procs(everyone, timeout=20)
    assert not [process for process in everyone if process.is_running()]
    left = sum(1 for _ in store.glob("score/*/manifest.json"))
    assert 0 < left < 13
    told = place.run("wild")
    assert 0 < int(str(told["ran"])) < 43
    assert place.results("wild") == place.results("calm")


def test_one_altered_byte_is_found(place):
    scores = sorted((place.folder / "calm/score").glob("*/scores.json"))[0]
    assert place.call("store", "verify", "--store", "calm").returncode == 0
    whole = scores.read_bytes()
    scores.write_bytes(whole.replace(b"0", b"1", 1))
    found = place.call("store", "verify", "--store", "calm")
    assert found.returncode == 2
    assert f"{scores}: altered: its SHA-256 is" in found.stdout.replace("\n", "")
    assert "damaged" in found.stderr
    assert "Traceback" not in found.stderr
    scores.write_bytes(whole)
    assert place.call("store", "verify", "--store", "calm").returncode == 0
