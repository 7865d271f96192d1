import hashlib
import json
import os

import pytest

from xstilts.base.errors import UserError
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice

PORTION = DataSlice(task="pawsx", languages=("en", "de"), split="test")


def test_fingerprints_are_the_files_checksums(small_data):
    found = DataFolder(small_data).fingerprint(PORTION)
    assert found == tuple(
        (f"pawsx/{language}/test/test-{language}.tsv", hashlib.sha256(content).hexdigest())
        for language in ("en", "de")
        for content in [(small_data / f"pawsx/test-{language}.tsv").read_bytes()]
    )


def test_checksums_are_remembered_until_a_file_changes(small_data, tmp_path):
    folder = DataFolder(small_data, tmp_path / "cache")
    first = folder.fingerprint(PORTION)
    folder.save()
    path = small_data / "pawsx/test-de.tsv"
    known = json.loads((tmp_path / "cache/fingerprints.json").read_text())
    assert known[str(path)][2] == first[1][1]
    path.write_text("a b\tc d\t1\n")
    os.utime(path, ns=(1, 1))
    assert DataFolder(small_data, tmp_path / "cache").fingerprint(PORTION)[1] != first[1]


def test_a_file_that_changed_since_planning_is_refused(small_data):
    folder = DataFolder(small_data)
    planned = folder.fingerprint(PORTION)
    folder.check(planned, folder.fingerprint(PORTION))
    (small_data / "pawsx/test-de.tsv").write_text("a b\tc d\t1\n")
    with pytest.raises(UserError, match=r"test-de\.tsv: has changed since the stage was planned .* Run the study"):
        DataFolder(small_data).check(planned, DataFolder(small_data).fingerprint(PORTION))


def test_a_users_task_file_counts(tmp_path, small_data):
    mine = tmp_path / "mine.py"
    mine.write_text("from xstilts.tasks.pawsx import TASK\n")
    data_slice = DataSlice(task=str(mine), languages=("en",), split="test")
    before = DataFolder(small_data).fingerprint(data_slice)
    assert [name for name, _ in before] == [f"{mine}/en/test/test-en.tsv", "mine.py"]
    mine.write_text("from xstilts.tasks.pawsx import TASK  # changed\n")
    assert DataFolder(small_data).fingerprint(data_slice)[1] != before[1]
