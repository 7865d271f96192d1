import hashlib
import json
import os
import re
from dataclasses import replace

import pytest

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained

SLICE = DataSlice(task="pawsx", languages=("en", "de"), split="test")


def test_fingerprints_are_the_files_checksums(small_data):
    found = DataFolder(small_data).files(SLICE)
    assert found == tuple(
        (f"pawsx/{language}/test/test-{language}.tsv", hashlib.sha256(content).hexdigest())
        for language in ("en", "de")
        for content in [(small_data / f"pawsx/test-{language}.tsv").read_bytes()]
    )


def test_checksums_are_remembered_until_a_file_changes(small_data, tmp_path):
    folder = DataFolder(small_data, tmp_path / "cache")
    first = folder.fingerprint(SLICE)
    folder.save()
    path = small_data / "pawsx/test-de.tsv"
    known = json.loads((tmp_path / "cache/fingerprints.json").read_text())
    assert known[str(path)][2] == first[1][1]
    path.write_text("a b\tc d\t1\n")
    os.utime(path, ns=(1, 1))
    assert DataFolder(small_data, tmp_path / "cache").fingerprint(SLICE)[1] != first[1]


def planned(data, **changes):
    """A stage that was planned with the files as they are."""
    stage = Predict(parent=Pretrained(), data_slice=replace(SLICE, **changes), head="pawsx", max_length=8)
    return replace(stage, data=stage.outside(DataFolder(data)))


def test_a_file_that_changed_since_planning_is_refused_by_name(small_data):
    stage = planned(small_data)
    stage.verify(Context(data=small_data))
    (small_data / "pawsx/test-de.tsv").write_text("a b\tc d\t1\n")
    with pytest.raises(
        UserError, match=r"pawsx/de/test/test-de\.tsv: has changed since .* planned \(was .* Run the study"
    ):
        stage.verify(Context(data=small_data))
    (small_data / "pawsx/test-de.tsv").rename(small_data / "pawsx/test-de.old")
    with pytest.raises(UserError, match=r"no test file for 'de'"):
        stage.verify(Context(data=small_data))


def test_a_file_that_came_since_planning_is_refused_by_name(small_data):
    stage = planned(small_data)
    fewer = replace(stage, data=stage.data[1:])
    with pytest.raises(UserError, match=r"pawsx/en/test/test-en\.tsv: has changed .* \(is new\)"):
        fewer.verify(Context(data=small_data))


def test_the_files_of_an_encoder_are_verified(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    stage = Pretrained(source=str(tmp_path))
    stage = replace(stage, data=stage.outside(DataFolder(None)))
    stage.verify(Context())
    (tmp_path / "config.json").write_text("{ }")
    with pytest.raises(UserError, match=r"config\.json: has changed since the stage was planned"):
        stage.verify(Context())


def test_missing_files_of_several_slices_are_told_at_once(small_data):
    slices = (replace(SLICE, split="train", languages=("fr",)), SLICE, replace(SLICE, languages=("ja",)))
    with pytest.raises(UserError) as caught:
        DataFolder(small_data).fingerprints(slices)
    assert [
        re.match(r"pawsx: no (\w+) file for '(\w+)'", line).groups() for line in str(caught.value).splitlines()
    ] == [
        ("train", "fr"),
        ("test", "ja"),
    ]


def test_files_that_stand_in_for_better_ones_are_told_once(tmp_path):
    folder = tmp_path / "ocnli"
    folder.mkdir()
    row = '{"sentence1": "a", "sentence2": "b", "label": "neutral", "id": 0}\n'
    (folder / "train.10k.json").write_text(row)
    train = DataSlice(task="ocnli", languages=("zh",), split="train")
    (note,) = DataFolder(tmp_path).stand_ins((train, train, SLICE))
    assert note.startswith("ocnli (train): a fifth of the training set")
    (folder / "train.50k.json").write_text(row)
    assert DataFolder(tmp_path).stand_ins((train,)) == ()
