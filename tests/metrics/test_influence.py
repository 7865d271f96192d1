import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics import influence, similarity

SEEDS = st.integers(0, 2**32 - 1)

MEASURES = {
    "cka": (influence.cka_by_item, similarity.cka),
    "anc": (influence.anc_by_item, similarity.anc),
    "identity": (lambda x, y: influence.procrustes_by_item(x, y)[0], lambda x, y: similarity.procrustes(x, y).identity),
    "rotation": (lambda x, y: influence.procrustes_by_item(x, y)[1], lambda x, y: similarity.procrustes(x, y).rotation),
}


def related(seed, count, width=6):
    draw = np.random.default_rng(seed)
    shared = draw.standard_normal((count, width))
    x = shared + 0.7 * draw.standard_normal((count, width)) + 3
    return x, 0.8 * shared @ draw.standard_normal((width, width)) + draw.standard_normal((count, width))


@pytest.mark.parametrize("name", MEASURES)
@given(SEEDS, st.integers(5, 90))
def test_the_mean_over_items_is_the_measure(name, seed, count):
    by_item, measure = MEASURES[name]
    x, y = related(seed, count)
    values = by_item(x, y)
    assert values.shape == (count,)
    assert values.mean() == pytest.approx(measure(x, y), abs=1e-6)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("count", [50, 400])
def test_values_are_those_of_the_jackknife_to_first_order(name, count):
    """Pseudo-values n m - (n - 1) m_without_i; both say alike which items move the measure, and how far in all."""
    by_item, measure = MEASURES[name]
    x, y = related(1, count)
    keep = ~np.eye(count, dtype=bool)
    without = np.array([measure(x[kept], y[kept]) for kept in keep])
    pseudo = count * measure(x, y) - (count - 1) * without
    values = by_item(x, y)
    assert np.corrcoef(values, pseudo)[0, 1] > 0.97
    assert values.std() == pytest.approx(pseudo.std(), rel=0.2 if count == 50 else 0.05)


def test_a_rotated_copy_moves_nothing():
    x, _ = related(2, 40)
    turn = np.linalg.qr(np.random.default_rng(3).standard_normal((6, 6)))[0]
    np.testing.assert_allclose(influence.cka_by_item(x, x @ turn), 1, atol=1e-6)
    np.testing.assert_allclose(influence.procrustes_by_item(x, x @ turn)[1], 0, atol=1e-6)
    np.testing.assert_allclose(influence.anc_by_item(x, x), 1, atol=1e-6)


@pytest.mark.parametrize("name", MEASURES)
def test_a_collapsed_side_has_the_measures_own_value(name):
    by_item, measure = MEASURES[name]
    x, _ = related(4, 30)
    flat = np.full((30, 6), 0.1, np.float32)
    for sides in ((x, flat), (flat, x), (flat, flat)):
        assert by_item(*sides).mean() == pytest.approx(measure(*sides), abs=1e-9)
