"""Mistakes that are found before anything runs: exit code 2, the place, the remedy, no traceback."""

import gzip
import os
import subprocess

import pytest


@pytest.fixture
def refused(cli, small_data, small_study):
    """The message with which a plan of the small study with these arguments is refused."""

    def call(*arguments):
        told = cli("plan", "small.yaml", "--data", "data", *arguments)
        assert told.code == 2
        assert told.out == ""
        assert "Traceback" not in told.err
        assert told.err.startswith("xstilts: ")
        return told.err

    return call


def test_an_unknown_key_has_its_place_and_the_nearest_name(refused, small_study):
    small_study.write_text(small_study.read_text().replace("learning_rate: 1e-3", "learning_rat: 1e-3"))
    told = refused()
    assert "small.yaml:14:9: train.learning_rat: no such setting. Did you mean 'learning_rate'? Known: " in told
    assert "--set trian=1: trian: no such setting. Did you mean 'train'?" in refused("--set", "trian=1")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("targets=[pawsx, udpso]", "no such task 'udpso'. Did you mean 'udpos'?"),
        ("targets=[pawsx, mine.py]", "mine.py: no such file, so no task can be read from it"),
        ("languages=[en, ed]", "languages: no such language 'ed'."),
        ("encoders=[./nowhere]", "encoders: ./nowhere: no such folder, and no hub id either"),
        ("encoders=[data]", "encoders: data: no config.json in it. Give a folder of save_pretrained."),
        ("languages=[en, de, fr]", "pawsx: no test file for 'fr' in data: looked for pawsx/fr/test_2k.tsv or "),
        ("seeds=many", 'seeds: must be a whole number or a list, got "many"'),
    ],
)
def test_what_a_study_names_must_be_there(refused, setting, message):
    assert message in refused("--set", setting)


def test_one_missing_language_file_is_named(refused, small_data):
    (small_data / "udpos/test-es.tsv").unlink()
    told = refused()
    assert "udpos: no test file for 'es' in data: looked for udpos/test-es.tsv" in told
    assert (
        "Languages that are there: de, en. Add the file, leave the language out, or set `languages: present`." in told
    )


def test_one_of_two_files_that_belong_together_is_named(refused, small_data):
    (small_data / "tatoeba/v1/tatoeba.spa-eng.eng").unlink()
    assert "tatoeba.spa-eng.eng" in refused()


def test_a_missing_data_folder_is_told_once(cli, small_study):
    told = cli("run", "small.yaml", "--data", "gone")
    assert (told.code, told.err) == (
        2,
        "xstilts: gone: no such folder. Pass the folder of data sets with --data DIR.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "nope.yaml"), "nope.yaml: no such file"),
        (("plan", "."), ".: cannot be read: it is a folder"),
        (("plan", "small.yaml", "--data", "data", "--store", "small.yaml"), "small.yaml"),
        (("plan", "small.yaml", "--data", "data", "--device", "gpu"), "--device gpu: no such device. Known: auto, cpu"),
        (("store", "verify", "--store", "gone"), "gone: no such folder. Pass the right one with --store DIR."),
        (("store", "prune", "small.yaml", "--store", "gone"), "gone: no such folder"),
        (("tasks", "--data", "gone"), "gone: no such folder"),
        (("data", "check", "--data", "gone"), "gone: no such folder"),
        (("data", "check"), "no data folder given. Pass it with --data DIR or set XSTILTS_DATA."),
    ],
)
def test_places_that_are_not_there_are_refused(cli, small_data, small_study, arguments, message):
    told = cli(*arguments)
    assert told.code == 2
    assert message in told.err
    assert "Traceback" not in told.err


def test_an_option_that_is_no_number_is_refused(cli, small_study):
    told = cli("run", "small.yaml", "--workers", "0")
    assert told.code == 2
    assert "--workers" in told.err


def test_a_users_task_that_cannot_be_imported_is_told_with_its_line(refused, tmp_path):
    (tmp_path / "mine.py").write_text("import json\n\nTASK = json.loads('{')\n")
    assert "mine.py:3: cannot be imported as a task: JSONDecodeError" in refused("--set", "targets=[pawsx, mine.py]")


def test_data_check_tells_every_files_first_mistake(cli, small_data):
    whole = (small_data / "tatoeba/v1/tatoeba.deu-eng.deu").read_bytes()
    (small_data / "tatoeba/v1/tatoeba.deu-eng.deu").unlink()
    (small_data / "tatoeba/v1/tatoeba.deu-eng.deu.gz").write_bytes(gzip.compress(whole)[:-9])
    with (small_data / "mlm_text/web/es.txt").open("ab") as stream:
        stream.write(b"caf\xe9\n")
    told = cli("data", "check", "--data", "data")
    assert told.code == 2
    shown = told.out.replace("\n", " ")
    assert "tatoeba.deu-eng.deu.gz: cannot be read to its end" in shown
    assert "es.txt:61: byte 0xe9 is not UTF-8" in shown
    assert "2 mistakes" in shown


def test_a_full_disk_is_told(cli, small_data, small_study, tmp_path):
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can be mounted by root only")
    try:
        (disk / "filler").write_bytes(b"x" * 65536)
        told = cli("plan", "small.yaml", "--data", "data", "--store", "small")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert told.code == 2
    assert "No space left on device" in told.err
    assert "--store" in told.err
