"""Vectors are stored by layer in float16: who reads them finds the same neighbours, and only what was asked for."""

import numpy as np
import pytest

from xstilts.base.errors import UserError
from xstilts.metrics import mining
from xstilts.models.encoded import encoded
from xstilts.study import vectors
from xstilts.study.vectors import VectorFolder


def rows(count):
    return encoded([()] * count, example=[*range(count)])


def stored(folder, made, layers=(0,)):
    """The vectors (rows, layers, width) of one language as they are read back."""
    place = np.arange(len(made))
    vectors.write(folder, layers=layers, vectors=list(made), rows={"de": rows(len(made))}, place=place)
    return VectorFolder(folder).of("de")[1]


def test_rows_of_languages_share_vectors_and_layers_are_in_order(tmp_path):
    made = np.arange(3 * 2 * 4, dtype=np.float32).reshape(3, 2, 4)  # three distinct rows at two layers
    place = np.array([0, 2, 1, 2, 0])
    vectors.write(tmp_path, layers=(2, 10), vectors=list(made), rows={"de": rows(2), "sw": rows(3)}, place=place)
    folder = VectorFolder(tmp_path)
    assert folder.layers == (2, 10)
    for language, own in (("de", place[:2]), ("sw", place[2:])):
        example, read = folder.of(language)
        assert example.tolist() == [*range(len(own))]
        assert read.dtype == np.float32
        np.testing.assert_array_equal(read, made[own])
    assert [path.name for path in sorted(tmp_path.glob("*.npy"))] == ["layer-002.npy", "layer-010.npy"]
    assert np.load(tmp_path / "layer-010.npy", mmap_mode="r").shape == (3, 4)


@pytest.mark.parametrize("width", [384, 768])
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_half_precision_finds_the_same_neighbours(width, shift, tmp_path):
    """2,000 sentences beside noisy translations, of which 20 to 60 % are found; with a shift all lie in a cone, as in
    real encoders.

    (Where translations are all but lost, in a narrow cone with 2 % found, it is 99.75 %.)
    """
    draw = np.random.default_rng(width)
    texts = draw.standard_normal((2000, width)) + shift * draw.standard_normal(width)
    translations = texts + np.sqrt(width) / 3.5 * draw.standard_normal((2000, width))
    both = np.concatenate([texts, translations]).astype(np.float32)
    half = stored(tmp_path, both[:, None])[:, 0]
    exact, read = (mining.neighbours(side[:2000], side[2000:], 5) for side in (both, half))
    assert 0.15 < (exact.key[:, 0] == np.arange(2000)).mean() < 0.6  # so hard that neighbours are near ties
    assert (exact.key[:, 0] == read.key[:, 0]).mean() >= 0.999
    moved = [mining.neighbours(s[:2000] - s[:2000].mean(0), s[2000:] - s[2000:].mean(0), 1).key for s in (both, half)]
    assert (moved[0] == moved[1]).mean() >= 0.999
    assert (exact.key == read.key).mean() >= 0.995  # ranks 1 to 5


def test_sentences_of_one_vector_tie_as_before(tmp_path):
    draw = np.random.default_rng(0)
    pool = draw.standard_normal((50, 64)).astype(np.float32)
    pool[[7, 30, 41]] = pool[3]
    half = stored(tmp_path, pool[:, None])[:, 0]
    for side in (pool, half):
        assert mining.neighbours(side[[3]], side, 4).key.tolist() == [[3, 7, 30, 41]]


def test_a_number_beyond_half_precision_is_refused_and_a_diverged_model_is_kept(tmp_path):
    with pytest.raises(UserError, match=r"layer 3: a sentence vector holds 1e\+06, more than float16 can"):
        stored(tmp_path, np.full((2, 1, 4), 1e6, np.float32), layers=(3,))
    assert np.isnan(stored(tmp_path, np.full((2, 1, 4), np.nan, np.float32))).all()
