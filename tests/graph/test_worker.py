"""A worker: it makes of a key a folder with a recipe, or says what went wrong where the run will look."""

import json
import subprocess
import sys

import pytest
from toys import Fails, Number, Sum, traces

from xstilts.graph import worker
from xstilts.graph.stage import Context, Progress
from xstilts.graph.worker import Heartbeat


def run(store, scratch, stage) -> int:
    store.put_spec(stage)
    return worker.main([stage.key, "--store", str(store.root), "--data", str(scratch)])


def test_a_stage_reads_its_inputs_and_publishes_with_a_recipe(store, finish, chain):
    finish(*chain.terms, chain)
    folder = store.open(chain, thorough=True)
    assert (folder / "number.txt").read_text() == "5"
    recipe = json.loads((folder / "recipe.json").read_text())
    assert recipe["stage"] == "Sum"
    assert recipe["version"] == 2
    assert recipe["inputs"] == {"terms/0": chain.terms[0].key, "terms/1": chain.terms[1].key}
    assert recipe["fields"]["steps"] == 1
    assert recipe["python"] == sys.version.split()[0]
    assert recipe["versions"]["xstilts"] == "0.1.0"
    assert (recipe["device"], recipe["threads"], recipe["resumed"]) == ("cpu", 1, False)
    assert 0 <= recipe["seconds"] < 60
    assert recipe["cpu_seconds"] >= 0
    assert recipe["started"] <= recipe["finished"]
    assert 5e6 < recipe["peak_memory"] < 64e9
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "number.txt", "recipe.json", "steps.txt"]


def test_a_finished_stage_is_not_run_again(store, scratch):
    stage = Number(value=1)
    assert [run(store, scratch, stage) for _ in range(3)] == [0, 0, 0]
    assert traces(stage, scratch) == 1


def test_a_stage_that_goes_on_from_a_part_folder_says_so(store, scratch):
    stage = Sum(terms=(), steps=3)
    store.part(stage).mkdir(parents=True)
    (store.part(stage) / "steps.txt").write_text("2")
    assert run(store, scratch, stage) == 0
    assert [traces(stage, scratch, f"step {step}") for step in (1, 2, 3)] == [0, 0, 1]
    assert json.loads((store.folder(stage) / "recipe.json").read_text())["resumed"] is True


def test_a_users_mistake_is_told_word_by_word(store, scratch, capsys):
    stage = Fails(how="mistake")
    assert run(store, scratch, stage) == 2
    message = "rows.tsv:7: label 'mabye' is none of yes, no, maybe. Mend the line."
    assert json.loads((store.part(stage) / "error.json").read_text()) == {"error": message}
    assert capsys.readouterr().err == f"{message}\n"
    assert (store.part(stage) / "half.txt").read_text() == "start 1"


def test_a_bug_leaves_its_traceback_and_the_message_names_the_file(store, scratch, capsys):
    stage = Fails(how="bug")
    assert run(store, scratch, stage) == 1
    traceback = store.part(stage) / "traceback.txt"
    assert 'raise ZeroDivisionError("a bug")' in traceback.read_text()
    assert capsys.readouterr().err == f"ZeroDivisionError: a bug. The traceback is in {traceback}.\n"


def test_a_second_attempt_clears_the_first_ones_message(store, scratch):
    stage = Fails(how="mistake", times=1)
    assert [run(store, scratch, stage) for _ in range(2)] == [2, 0]
    assert not (store.folder(stage) / "error.json").exists()


def test_an_unknown_key_is_told_on_the_error_stream(store, capsys):
    assert worker.main(["abc", "--store", str(store.root)]) == 2
    assert "specs/abc.json: no such stage in this store" in capsys.readouterr().err
    assert not store.root.exists()


def test_the_command_line_runs_the_stage_in_another_process(store, scratch, monkeypatch):
    stage = Number(value=7)
    store.put_spec(stage)
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    command = worker.command(stage.key, store.root, Context(data=scratch, threads=1))
    assert subprocess.run(command, check=False).returncode == 0
    assert (store.open(stage) / "number.txt").read_text() == "7"


def test_a_heartbeat_is_written_at_once_and_then_not_at_every_step(tmp_path, monkeypatch):
    clock = iter([10.0, 10.0, 10.1, 10.2, 10.7, 10.7])
    monkeypatch.setattr(worker.time, "monotonic", lambda: next(clock))
    beat = Heartbeat(tmp_path)
    read = lambda: json.loads((tmp_path / "progress.json").read_text())["done"]  # noqa: E731
    assert read() == 0
    beat(Progress(1, 9, "steps"))
    beat(Progress(2, 9, "steps"))
    assert read() == 0
    beat(Progress(3, 9, "steps", "loss 0.5"))
    assert read() == 3
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("how", ["--threads", "--store"])
def test_a_wrong_command_line_ends_with_code_2(how):
    with pytest.raises(SystemExit) as end:
        worker.main(["key", how])
    assert end.value.code == 2
