"""Mistakes that show only when a stage reads its data or its model: the others finish, and nothing finished is lost."""

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import small_world
from hub_stand_in import COMMIT

STUDY = """\
study: damaged
languages: [en, de, es]
seeds: 1
encoders:
  tiny:
    build: {layers: 1, width: 16, heads: 2, feed_forward: 16, max_length: 64}
    tokenizer: {vocabulary: 120, tasks: [mlm_text]}
train: {learning_rate: 1e-3, max_steps: 2, batch_size: 4, max_length: 32}
targets:
  - {task: udpos, name: sound, languages: [en]}
  - {task: udpos, name: blank, languages: [de]}
  - {task: pawsx, name: columns, languages: [de]}
  - {task: pawsx, name: label, languages: [es]}
  - {task: pawsx, name: empty, languages: [fr]}
  - {task: pawsx, name: bytes, languages: [ja]}
  - {task: pawsx, name: cut, languages: [zh]}
  - {task: pawsx, name: diverges, languages: [en], train: {learning_rate: 1e30, max_steps: 20}}
"""

MESSAGES = {
    "blank": "udpos/test-de.tsv:85: a blank line that ends no sentence. Remove it.",
    "columns": "pawsx/test-de.tsv:13: 2 columns, expected 3 (sentence1, sentence2, label): 'a b\\tc d'. Mend or remove",
    "label": "pawsx/test-es.tsv:13: no such label 'maybe'. Known: 0, 1",
    "empty": "pawsx/test-fr.tsv:1: empty text. Every row needs its text: mend or remove the line.",
    "bytes": "pawsx/test-ja.tsv:2: byte 0xff is not UTF-8. Save the file as UTF-8 and try again.",
    "cut": "pawsx/test-zh.tsv.gz: cannot be read to its end (Compressed file ended before the end-of-stream marker was "
    "reached). The file is truncated or damaged: copy it again.",
    "diverges": "the loss of 'diverges' is nan at step 2 (examples number ",
}


def append(path: Path, text: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(text)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory, command):
    """A folder whose data have a mistake of every kind, and how a run in it ended."""
    folder = tmp_path_factory.mktemp("damaged")
    data = small_world.write_data(folder / "data")
    (folder / "s.yaml").write_text(STUDY)
    append(data / "udpos/test-de.tsv", b"\n")
    append(data / "pawsx/test-de.tsv", b"a b\tc d\n")
    append(data / "pawsx/test-es.tsv", b"a b\tc d\tmaybe\n")
    append(data / "pawsx/test-fr.tsv", b" \tc d\t1\n")
    append(data / "pawsx/test-ja.tsv", b"a b\tc d\t1\na \xff\tc d\t1\n")
    (data / "pawsx/test-zh.tsv.gz").write_bytes(gzip.compress(b"a b\tc d\t1\n" * 50)[:-9])
    return folder, command(folder, "run", "s.yaml", "--data", "data", "--store", "S", "--output-dir", "out")


@pytest.mark.parametrize("mistake", MESSAGES)
def test_every_mistake_is_told_with_place_and_remedy(damaged, mistake):
    _, told = damaged
    assert MESSAGES[mistake] in told.err


def test_mistakes_of_data_are_the_users_and_stop_only_what_needs_them(damaged):
    folder, told = damaged
    assert told.code == 2
    assert "Traceback" not in told.err + told.out
    assert len(list(folder.glob("S/score/*/manifest.json"))) == 1
    assert "Try a lower learning_rate, a longer warmup" in told.err
    assert told.err.splitlines()[-1].endswith(
        "Run the same command again to go on: finished stages are kept, and unfinished ones resume."
    )


def test_a_layer_that_the_encoder_has_not_is_told_before_anything_runs(damaged, command):
    folder, _ = damaged
    deep = "targets=[{task: tatoeba, name: deep, languages: [de], options: {layer: 9}}]"
    told = command(folder, "run", "s.yaml", "--data", "data", "--store", "deep", "--set", deep)
    assert told.code == 2
    assert told.err.startswith("xstilts: tatoeba: layers '9': the encoder has 1 layers: choose ")
    assert not (folder / "deep/tokenizer").exists()


def test_a_message_comes_once_at_the_end(damaged):
    _, told = damaged
    summary = [line for line in told.err.splitlines() if line.startswith("xstilts: ")]
    assert len(summary) == len(set(summary))


def test_what_was_finished_is_kept_when_the_data_are_mended(damaged, command):
    folder, _ = damaged
    sound = "targets=[{task: udpos, name: sound, languages: [en]}]"
    told = command(folder, "plan", "s.yaml", "--data", "data", "--store", "S", "--set", sound, "--json")
    assert [stage["label"] for stage in json.loads(told.out)["todo"]] == ["overlaps of training and evaluation text"]


def test_encoders_that_cannot_be_loaded_are_told(damaged, command):
    """A pinned hub id offline, another architecture's weights, a file cut off, and a byte altered in the store."""
    folder, _ = damaged
    (stored,) = folder.glob("S/pretrained/*/checkpoint")
    for name in ("other", "cut"):
        shutil.copytree(stored, folder / name)
    config = json.loads((folder / "other/config.json").read_text())
    (folder / "other/config.json").write_text(
        json.dumps({**config, "model_type": "bert", "architectures": ["BertForMaskedLM"]})
    )
    weights = (stored / "model.safetensors").read_bytes()
    (folder / "cut/model.safetensors").write_bytes(weights[:-100])
    (stored / "model.safetensors").write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
    encoders = (
        "encoders={tiny: {build: {layers: 1, width: 16, heads: 2, feed_forward: 16, max_length: 64}, "
        "tokenizer: {vocabulary: 120, tasks: [mlm_text]}}, "
        f"hub: {{source: some-owner/some-model@{COMMIT}}}, "
        "other: {source: ./other}, cut: {source: ./cut}}"
    )
    targets = "targets=[{task: udpos, name: anew, languages: [en]}]"
    options = ("--data", "data", "--store", "S", "--set", encoders, "--set", targets)
    told = command(folder, "run", "s.yaml", *options, "--output-dir", "out")
    assert told.code == 2
    assert "Traceback" not in told.err
    assert "some-owner/some-model: cannot be loaded as an encoder: " in told.err
    assert "Name a model of the hub (offline: one in its cache) or a folder that save_pretrained wrote." in told.err
    assert "./other: the checkpoint does not cover the encoder: " in told.err
    assert "./cut: cannot be loaded as an encoder: " in told.err
    damage = f"{stored}/model.safetensors: altered: its SHA-256 is "
    assert damage in told.err
    assert f"Remove the folder {stored.parent} and run again: the stage will be made anew." in told.err
    shutil.rmtree(stored.parent)
    again = command(folder, "plan", "s.yaml", *options[:4], "--set", targets, "--json")
    assert "pretrained new encoder" in {stage["label"] for stage in json.loads(again.out)["todo"]}


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MiB."""
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can be mounted by root only")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_up_is_told_and_what_was_finished_is_kept(small_disk, tmp_path, command):
    small_world.write_data(tmp_path / "data")
    (tmp_path / "s.yaml").write_text(STUDY)
    options = ("--set", "targets=[{task: udpos, languages: [en]}]", "--set", "encoders.tiny.build.width=512")
    told = command(tmp_path, "run", "s.yaml", "--data", "data", "--store", "small", *options)
    assert told.code == 2
    assert "Traceback" not in told.err
    assert f"{small_disk}: the disk is full: " in told.err
    assert "choose a store on another disk with --store, then run the same command again" in told.err
    assert len(list(small_disk.glob("tokenizer/*/manifest.json"))) == 1
