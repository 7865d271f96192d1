import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics import alignment


def sides(seed, count=200, width=16, noise=0.5):
    """Sentences and noisy translations of them, away from the origin as a language's sentences are."""
    draw = np.random.default_rng(seed)
    source = draw.standard_normal((count, width)) + 3
    target = source + noise * draw.standard_normal((count, width)) + draw.standard_normal(width) * 2
    return source.astype(np.float32), target.astype(np.float32)


def cosines(source, target):
    x, y = source.astype(float), target.astype(float)
    return np.array([[a @ b / (np.sqrt(a @ a) * np.sqrt(b @ b)) for b in y] for a in x])


def rotation(seed, width):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((width, width)))[0]


def test_cosine_hits_are_those_of_the_whole_matrix():
    source, target = sides(0)
    similar = cosines(source, target)
    hits = alignment.cosine_hits(source, target)
    own = np.arange(len(source))
    assert hits.forward.tolist() == (similar.argmax(axis=1) == own).astype(float).tolist()
    assert hits.backward.tolist() == (similar.argmax(axis=0) == own).astype(float).tolist()
    assert hits.both.mean() == pytest.approx((hits.forward.mean() + hits.backward.mean()) / 2)
    assert 0.1 < hits.both.mean() < 0.95  # else this test would show nothing


@pytest.mark.parametrize("k", [1, 4, 9])
def test_margin_hits_are_those_of_the_definition(k):
    source, target = sides(1)
    similar = cosines(source, target)
    nearest = np.sort(similar, axis=1)[:, ::-1][:, :k].sum(axis=1) / (2 * k)
    nearest_back = np.sort(similar, axis=0)[::-1][:k].sum(axis=0) / (2 * k)
    margin = similar / (nearest[:, None] + nearest_back[None])
    # The candidates of a sentence are its k nearest.
    forward = np.where(similar >= np.sort(similar, axis=1)[:, -k, None], margin, -np.inf).argmax(axis=1)
    backward = np.where(similar >= np.sort(similar, axis=0)[-k], margin, -np.inf).argmax(axis=0)
    own = np.arange(len(source))
    hits = alignment.margin_hits(source, target, k)
    assert hits.forward.tolist() == (forward == own).astype(float).tolist()
    assert hits.backward.tolist() == (backward == own).astype(float).tolist()


def test_centring_undoes_a_shift_between_languages_and_plain_cosine_suffers_from_it():
    draw = np.random.default_rng(2)
    source = draw.standard_normal((300, 8)).astype(np.float32)
    target = source + 0.2 * draw.standard_normal((300, 8)).astype(np.float32) + np.float32(5)
    plain = alignment.cosine_hits(source, target).both.mean()
    centred = alignment.cosine_hits(alignment.centred(source), alignment.centred(target)).both.mean()
    assert centred > 0.9
    assert plain < 0.5
    np.testing.assert_allclose(alignment.centred(target).mean(axis=0), 0, atol=1e-6)


def test_the_margin_finds_what_a_hub_hides():
    """Target 0 is near to every source, so that cosine finds it alone; its margin is small."""
    source = np.eye(4, dtype=np.float32) + np.float32(1)
    target = np.vstack([np.full(4, 1.0), np.eye(4)[1:] + 0.9 * np.roll(np.eye(4), 1, axis=1)[1:] + 0.3])
    target = target.astype(np.float32)
    by_cosine, by_margin = alignment.cosine_hits(source, target), alignment.margin_hits(source, target)
    assert by_cosine.forward.tolist() == [1, 0, 0, 0]
    assert by_margin.forward[1:].sum() > 0


@given(st.integers(0, 2**16), st.floats(0.01, 100), st.integers(0, 2**16))
def test_lengths_and_a_common_rotation_change_nothing(seed, scale, turn):
    source, target = sides(seed, count=40, width=6, noise=0.3)
    turned = rotation(turn, 6)
    lengths = np.random.default_rng(turn).uniform(0.5, 2, size=(40, 1))
    other = (source @ turned * scale).astype(np.float32), (target @ turned * lengths).astype(np.float32)
    for measure in (alignment.cosine_hits, alignment.margin_hits):
        # Rounding may decide a near tie otherwise: one of 40 items at most.
        assert abs(measure(*other).both.sum() - measure(source, target).both.sum()) <= 1


@given(st.integers(0, 2**16))
def test_a_copy_is_always_nearest_by_cosine(seed):
    """By margin it need not be: a neighbour that is far from all else may have the larger ratio."""
    vectors = np.random.default_rng(seed).standard_normal((50, 8)).astype(np.float32)
    assert alignment.cosine_hits(vectors, vectors * np.float32(3)).both.tolist() == [1.0] * 50
    assert alignment.margin_hits(vectors, vectors * np.float32(3)).both.mean() > 0.5


def test_permuted_pairs_are_at_chance():
    """Each of 2 x 1,000 searches hits with 1/1000: a sum of about Poisson(2), above 10 with probability 8e-6."""
    source, target = sides(3, count=1000, noise=0.1)
    order = np.random.default_rng(4).permutation(1000)
    for measure in (alignment.cosine_hits, alignment.margin_hits):
        assert measure(alignment.centred(source), alignment.centred(target)).both.mean() > 0.9
        permuted = measure(alignment.centred(source), alignment.centred(target[order]))
        assert permuted.forward.sum() + permuted.backward.sum() <= 10


def test_sides_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(3, 3\) cannot be translations line by line"):
        alignment.cosine_hits(np.ones((2, 3), np.float32), np.ones((3, 3), np.float32))
