"""Fetching a task's copy from a hub, over HTTP, from a small server that answers like it."""

import os
import subprocess
import sys
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants

from hub_stand_in import COMMIT, Hub, serving
from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.readers.fetch import fetch
from xstilts.task_types.base import find_task, load

ROWS = [
    {"premise": "Es regnet.", "hypothesis": "Es ist nass.", "label": 0},
    {"premise": 'Er sagte "ja".', "hypothesis": "Er schwieg.", "label": 2},
]
TEST = "de/test-00000-of-00001.parquet"


def parquet(rows):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue().to_pybytes()


@pytest.fixture
def hub(monkeypatch):
    """A hub with XNLI in German, which huggingface_hub asks instead of the real one."""
    one = parquet(ROWS)
    names = (f"de/{split}-00000-of-00001.parquet" for split in ("train", "validation", "test"))
    stand_in = Hub("facebook/xnli", files=dict.fromkeys(names, one))
    with serving(stand_in, monkeypatch):
        yield stand_in


def xnli(into, **options):
    return fetch(find_task("xnli"), "xnli", into, **{"languages": ("de",), **options})


def refused(into, **options):
    with pytest.raises(UserError) as error:
        xnli(into, **options)
    return str(error.value)


def test_a_fetched_copy_is_local_files_that_the_task_reads(hub, tmp_path):
    got = xnli(tmp_path)
    assert got.revision == COMMIT
    assert {path.name for path in (tmp_path / "hub/facebook/xnli/de").iterdir()} == {n.split("/")[1] for n in hub.files}
    examples = load(find_task("xnli"), "xnli", tmp_path, "de", "test")
    assert [(e.id, e.text, e.second, e.label) for e in examples] == [
        ("0", "Es regnet.", "Es ist nass.", "entailment"),
        ("1", 'Er sagte "ja".', "Er schwieg.", "contradiction"),
    ]
    record = files.read_json(got.folder / "fetched.json")
    assert (record["revision"], record["files"][TEST]) == (COMMIT, hub.sha256(TEST))


def test_the_pinned_revision_is_asked_for_and_another_one_where_it_is_named(hub, tmp_path):
    xnli(tmp_path / "pinned")
    assert {path.split("/resolve/")[1].split("/")[0] for _, path, _ in hub.asked if "/resolve/" in path} == {COMMIT}
    hub.revisions = ("v2",)
    assert "has no such revision" in refused(tmp_path / "gone")
    hub.commit, hub.revisions = "1" * 40, ("v2", "1" * 40)
    assert xnli(tmp_path / "named", revision="v2").revision == "1" * 40


def test_a_hub_that_answers_with_another_commit_is_refused(hub, tmp_path):
    hub.commit = "2" * 40
    assert f"the hub answered with commit {'2' * 40}" in refused(tmp_path)


def test_a_download_that_was_cut_goes_on_where_it_stopped(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 100)
    hub.cut.add(TEST)
    got = xnli(tmp_path)
    kept = len(hub.files[TEST]) // 2 // 100 * 100
    assert ("GET", f"/datasets/facebook/xnli/resolve/{COMMIT}/{TEST}", f"bytes={kept}-") in hub.asked
    assert (got.folder / TEST).read_bytes() == hub.files[TEST]


def test_what_is_there_already_is_not_downloaded_again(hub, tmp_path):
    xnli(tmp_path)
    hub.asked.clear()
    xnli(tmp_path)
    assert not [path for method, path, _ in hub.asked if method == "GET" and "/resolve/" in path]


def test_a_file_with_another_checksum_is_refused_and_removed(hub, tmp_path):
    hub.told[TEST] = "0" * 64
    message = refused(tmp_path)
    assert message == (
        f"facebook/xnli@{COMMIT}: {TEST}: sha256 {hub.sha256(TEST)}, but the hub lists {'0' * 64}. "
        "The download is damaged and was removed: fetch again."
    )
    assert not (tmp_path / "hub/facebook/xnli" / TEST).exists()


def test_only_the_named_splits_are_fetched(hub, tmp_path):
    assert xnli(tmp_path, splits=("test",)).files == (TEST,)
    assert xnli(tmp_path, splits=("dev",)).files == ("de/validation-00000-of-00001.parquet",)
    assert len(files.read_json(tmp_path / "hub/facebook/xnli/fetched.json")["files"]) == 2
    assert "no such split 'tset'. Did you mean 'test'?" in refused(tmp_path, splits=("tset",))


def test_a_missing_file_is_named(hub, tmp_path):
    del hub.files[TEST]
    assert refused(tmp_path) == (
        f"xnli: facebook/xnli@{COMMIT} has no file de/test-*.parquet. Name another --revision, or --languages "
        "without this one."
    )


def test_offline_nothing_is_asked(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "not fetched, as HF_HUB_OFFLINE is set" in refused(tmp_path)
    assert not hub.asked


def test_a_hub_that_does_not_answer_is_one_clear_error(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    assert refused(tmp_path).startswith(f"facebook/xnli@{COMMIT}: http://127.0.0.1:9 could not give it: ")


def test_an_unknown_data_set_is_one_clear_error(hub, tmp_path):
    hub.repository = "someone/else"
    assert "has no such data set, or not for you. Check the name, HF_ENDPOINT and HF_TOKEN." in refused(tmp_path)


def test_unknown_languages_tasks_without_a_copy_and_unpinned_ones_are_refused(hub, tmp_path):
    assert "no such language 'dee'" in refused(tmp_path, languages=("dee",))
    with pytest.raises(UserError, match="bucc2018: no copy on the hub is known here"):
        fetch(find_task("bucc2018"), "bucc2018", tmp_path)
    task = find_task("xnli")
    unpinned = replace(task, hub=replace(task.hub, revision=""))
    with pytest.raises(UserError, match="name it with --revision"):
        fetch(unpinned, "xnli", tmp_path)
    assert not hub.asked


def test_the_command_line_obeys_the_environment(hub, tmp_path):
    environment = {
        **os.environ,
        "HF_ENDPOINT": constants.ENDPOINT,
        "HF_HUB_OFFLINE": "0",
        "HF_HOME": str(tmp_path / "home"),
    }
    command = [sys.executable, "-m", "xstilts", "data", "fetch", "xnli", "--data", str(tmp_path), "--languages", "de"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/hub/facebook/xnli: 3 files at revision {COMMIT}.\n")
    offline = subprocess.run(
        [*command[:-1], "fr"], env={**environment, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, check=False
    )
    assert offline.returncode == 2
    assert "not fetched, as HF_HUB_OFFLINE is set" in offline.stderr
