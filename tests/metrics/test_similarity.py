import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.linalg import orthogonal_procrustes

from xstilts.metrics import similarity

SIZES = st.tuples(st.integers(5, 30), st.integers(2, 8))
SEEDS = st.integers(0, 2**32 - 1)


def related(seed, count=60, width=8, other=None):
    """Vectors that share half of their variation, away from the origin."""
    draw = np.random.default_rng(seed)
    shared = draw.standard_normal((count, width))
    mixing = draw.standard_normal((width, other or width))
    x = shared + draw.standard_normal((count, width)) + 4
    return x, shared @ mixing + draw.standard_normal((count, other or width)) - 2


def rotation(seed, width):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((width, width)))[0]


def gram_cka(x, y):
    """CKA as HSIC of doubly centred Gram matrices, items by items."""
    centre = np.eye(len(x)) - 1 / len(x)
    k, m = centre @ (x @ x.T) @ centre, centre @ (y @ y.T) @ centre
    return np.trace(k @ m) / np.sqrt(np.trace(k @ k) * np.trace(m @ m))


def unbiased_gram_cka(x, y):
    """The same of U-centred Gram matrices (Szekely and Rizzo 2014), whose inner product is the unbiased HSIC."""

    def centred(vectors):
        n = len(vectors)
        gram = vectors @ vectors.T
        np.fill_diagonal(gram, 0)
        rows = gram.sum(axis=1)
        gram = gram - rows[:, None] / (n - 2) - rows[None] / (n - 2) + rows.sum() / ((n - 1) * (n - 2))
        np.fill_diagonal(gram, 0)
        return gram

    k, m = centred(x), centred(y)
    return (k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum())


@given(SEEDS, SIZES, st.integers(2, 8))
def test_cka_is_that_of_centred_gram_matrices(seed, size, other):
    x, y = related(seed, *size, other=other)
    assert similarity.linear_cka(x, y) == pytest.approx(gram_cka(x, y), abs=1e-6)


@given(SEEDS, SIZES, st.integers(2, 8))
def test_debiased_cka_is_that_of_u_centred_gram_matrices(seed, size, other):
    x, y = related(seed, *size, other=other)
    assert similarity.debiased_cka(x, y) == pytest.approx(unbiased_gram_cka(x, y), abs=1e-6)


@given(SEEDS, SIZES)
def test_anc_is_the_mean_of_the_correlations_of_features(seed, size):
    x, y = related(seed, *size)
    expected = np.mean([np.corrcoef(x[:, j], y[:, j])[0, 1] for j in range(x.shape[1])])
    assert similarity.anc(x, y) == pytest.approx(expected, abs=1e-6)


@given(SEEDS, SIZES)
def test_procrustes_is_that_of_the_best_rotation(seed, size):
    x, y = related(seed, *size)
    x_centred, y_centred = x - x.mean(axis=0), y - y.mean(axis=0)
    turn, _ = orthogonal_procrustes(x_centred, y_centred)
    norm = np.sum(y_centred**2)
    split = similarity.procrustes(x, y)
    assert split.identity == pytest.approx(np.sum((x_centred - y_centred) ** 2) / norm, abs=1e-6)
    assert split.rotation == pytest.approx(np.sum((x_centred @ turn - y_centred) ** 2) / norm, abs=1e-6)
    assert split.recoverable == pytest.approx(split.identity - split.rotation)
    assert split.recoverable >= -1e-9


@given(SEEDS, SEEDS)
def test_a_rotated_copy_is_wholly_recoverable_and_cka_does_not_see_it(seed, turn):
    x, _ = related(seed)
    rotated = x @ rotation(turn, 8) + 7
    split = similarity.procrustes(x, rotated)
    assert split.rotation == pytest.approx(0, abs=1e-6)
    assert split.identity > 0.01
    assert similarity.linear_cka(x, rotated) == pytest.approx(1, abs=1e-6)
    assert similarity.debiased_cka(x, rotated) == pytest.approx(1, abs=1e-6)
    assert similarity.anc(x, rotated) < 0.99


@given(SEEDS, st.floats(1e-3, 1e3), st.floats(-50, 50))
def test_scale_and_shift_are_seen_by_procrustes_alone(seed, scale, shift):
    x, y = related(seed)
    changed = x * scale + shift
    for measure in (similarity.linear_cka, similarity.debiased_cka, similarity.anc):
        assert measure(changed, y) == pytest.approx(measure(x, y), abs=1e-6)
    assert similarity.procrustes(x + shift, y) == pytest.approx(similarity.procrustes(x, y), abs=1e-6)
    if abs(scale - 1) > 0.1:
        assert similarity.procrustes(changed, x).rotation == pytest.approx((scale - 1) ** 2, rel=1e-6)


@given(SEEDS)
def test_cka_is_symmetric_and_does_not_see_the_order_of_items_or_features(seed):
    x, y = related(seed, other=5)
    items, features = np.random.default_rng(seed).permutation(len(x)), np.random.default_rng(seed).permutation(8)
    for measure in (similarity.linear_cka, similarity.debiased_cka):
        assert measure(y, x) == pytest.approx(measure(x, y), abs=1e-9)
        assert measure(x[items][:, features], y[items]) == pytest.approx(measure(x, y), abs=1e-9)


@given(SEEDS)
def test_identical_vectors_are_wholly_alike(seed):
    x, _ = related(seed)
    assert similarity.anc(x, x) == pytest.approx(1)
    assert similarity.anc(x, -x) == pytest.approx(-1)
    assert similarity.linear_cka(x, x) == pytest.approx(1)
    assert similarity.debiased_cka(x, x) == pytest.approx(1)
    assert similarity.procrustes(x, x) == pytest.approx((0, 0), abs=1e-12)
    assert similarity.relative_distance(x, x) == 0


def test_independent_vectors_with_few_items_look_alike_to_biased_cka_alone():
    """100 items of 100 features. Over 20 draws debiased CKA has mean 0; its standard deviation is about 1/d = 0.01.

    Biased CKA of independent normal vectors is about (d/n) / (1 + d/n) = 0.5.
    """
    draw = np.random.default_rng(0)
    draws = [(draw.standard_normal((100, 100)), draw.standard_normal((100, 100))) for _ in range(20)]
    debiased = [similarity.debiased_cka(x, y) for x, y in draws]
    assert min(similarity.linear_cka(x, y) for x, y in draws) > 0.45
    assert max(map(abs, debiased)) < 0.06
    assert abs(np.mean(debiased)) < 0.06 / np.sqrt(20)
    assert min(debiased) < 0 < max(debiased)


def test_permuted_pairs_share_nothing():
    """Of 500 items a permutation leaves about one in place: ANC has a deviation of 1 / sqrt(nd); five of them."""
    x, y = related(1, count=500)
    order = np.random.default_rng(2).permutation(500)
    assert similarity.debiased_cka(x, y) > 0.2
    assert abs(similarity.debiased_cka(x, y[order])) < 0.03
    assert abs(similarity.anc(x, x[order])) < 5 / np.sqrt(500 * 8)
    assert similarity.procrustes(x, x[order]).rotation > 1.5  # 2 less what a rotation fits by chance


@pytest.mark.parametrize(
    ("count", "width", "other", "debiased"), [(79, 8, 5, True), (80, 8, 5, False), (3, 8, 8, False)]
)
def test_cka_is_debiased_below_ten_items_a_feature(count, width, other, debiased):
    x, y = related(3, count, width, other)
    expected = similarity.debiased_cka if debiased else similarity.linear_cka
    assert similarity.cka(x, y) == expected(x, y)


def test_a_collapsed_side_is_like_nothing_and_no_error():
    x, _ = related(4)
    collapsed = np.tile(np.float32([0.1, 3e6, -7.7]), (60, 3))[:, :8]
    for measure in (similarity.linear_cka, similarity.debiased_cka, similarity.anc):
        assert measure(x, collapsed) == 0
        assert measure(collapsed, collapsed) == 0
    assert similarity.procrustes(collapsed, x) == pytest.approx((1, 1))
    assert similarity.procrustes(x, collapsed).rotation == np.inf
    assert similarity.procrustes(collapsed, collapsed) == (0, 0)


def test_half_precision_far_from_the_origin_is_compared_in_full():
    x, y = related(5)
    half = (x + 100).astype(np.float16), y.astype(np.float16)
    assert similarity.cka(*half) == pytest.approx(unbiased_gram_cka(*(side.astype(float) for side in half)), abs=1e-6)


@given(SEEDS, st.floats(0.1, 3))
def test_relative_distance_is_that_of_flat_vectors(seed, step):
    start = np.random.default_rng(seed).standard_normal((4, 5)).astype(np.float32)
    moved = start + np.float32(step)
    expected = np.sqrt(20) * step / np.linalg.norm(start.ravel().astype(float))
    assume(np.isfinite(expected))
    assert similarity.relative_distance(moved, start) == pytest.approx(expected, rel=1e-5)
    assert similarity.relative_distance(3 * start, start) == pytest.approx(2, rel=1e-5)


def test_sides_that_do_not_belong_together_are_refused():
    x, y = related(6)
    with pytest.raises(ValueError, match="of 59 and of 60 items"):
        similarity.linear_cka(x[1:], y)
    with pytest.raises(ValueError, match="3 items: debiased CKA needs at least 4"):
        similarity.debiased_cka(x[:3], y[:3])
    with pytest.raises(ValueError, match="features are compared one by one"):
        similarity.anc(x[:, 1:], y)
    with pytest.raises(ValueError, match="not finite"):
        similarity.linear_cka(np.where(x > 5, np.nan, x), y)
