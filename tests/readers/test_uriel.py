"""Distances by URIEL's tables: only what is known of both languages counts, and how much that is."""

import json

import numpy as np
import pytest

from xstilts.base.errors import UserError
from xstilts.readers import uriel


@pytest.fixture
def tables(tmp_path):
    """Three languages: two known by different sources, one of which nothing is known but its kin."""
    feats = np.array(["S_SVO", "S_SOV", "S_CASE", "S_TENSE", "P_TONE", "INV_K"])
    data = np.full((3, 6, 2), -1.0, np.float32)
    data[0, :, 0] = [1, 0, 1, 1, 0, 1]
    data[0, 3, 1] = 0  # two sources that disagree count half each
    data[1, :, 1] = [0, 0, -1, 0, 1, -1]
    np.savez(tmp_path / uriel.FEATURES, langs=np.array(["eng", "deu", "xxx"]), feats=feats, data=data)
    kin = np.array([[[1], [1], [0]], [[1], [0], [1]], [[0], [0], [0]]], np.float32)
    np.savez(tmp_path / uriel.FAMILIES, langs=np.array(["eng", "deu", "xxx"]), feats=np.array(list("abc")), data=kin)
    (tmp_path / uriel.CODES).write_text(json.dumps({"en": "eng", "de": "deu"}))
    return tmp_path


def test_distances_by_hand(tables):
    found = {distance.part: distance for distance in uriel.distances(tables, "en", "de")}
    assert found["syntax"].value == pytest.approx((1 + 0 + 0.5) / 3)
    assert found["syntax"].coverage == pytest.approx(3 / 4)
    assert (found["phonology"].value, found["phonology"].coverage) == (1.0, 1.0)
    assert (found["inventory"].value, found["inventory"].coverage) == (None, 0.0)
    assert found["family"].value == pytest.approx(1 - 1 / 3)


def test_nothing_is_filled_in(tables):
    for other in ("xxx", "unheard"):
        assert {(d.value, d.coverage) for d in uriel.distances(tables, "en", other)} == {(None, 0.0)}


def test_a_damaged_table_says_what_would_be_right(tables):
    (tables / uriel.FEATURES).write_bytes(b"no table")
    with pytest.raises(UserError, match=r"features\.npz: not a table of URIEL .*Put the files"):
        uriel.distances(tables, "en", "de")


def test_real_tables(shared_data):
    folder = shared_data / "uriel"
    if not folder.is_dir():
        pytest.skip("no URIEL tables in ../shared/data")
    near, far = (uriel.distances(folder, "en", language)[0] for language in ("de", "sw"))
    assert near.value < far.value
    assert min(near.coverage, far.coverage) > 0.5
