"""The two-way bootstrap against hand-worked cases, scipy's bootstrap and what must not change a number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as reference

from xstilts.analysis.bootstrap import Quantity, sample
from xstilts.analysis.panel import Panel, Place

NONE, NLI = Place("e", "none", "t", "de", "accuracy"), Place("e", "nli", "t", "de", "accuracy")
SCORE = Quantity(((NLI, 1.0),))
GAIN = Quantity(((NLI, 1.0), (NONE, -1.0)))


def test_the_value_is_the_mean_over_seeds_of_the_ratio_of_sums(invent):
    cells = [
        invent.cell([1, 0], recipe="nli", seed=0, denominator=[1, 3]),
        invent.cell([2, 1], recipe="nli", seed=1, denominator=[2, 2]),
    ]
    found = sample(Panel.of(cells), {"score": SCORE}, draws=100)["score"]
    assert list(found.by_seed) == [25.0, 75.0]
    assert found.value == 50.0


def test_equal_seeds_leave_the_items_bootstrap_of_scipy(invent):
    right = np.random.default_rng(3).random(150) < 0.6
    cells = [invent.cell(right, recipe="nli", seed=seed) for seed in range(4)]
    found = sample(Panel.of(cells), {"score": SCORE})["score"].estimate()
    expected = reference.bootstrap((100 * right,), np.mean, method="percentile", rng=1).confidence_interval
    assert "bootstrap" in found.method
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1.0)


def test_equal_items_leave_the_seeds_bootstrap(invent):
    values = [0.2, 0.5, 0.4, 0.7]
    cells = [invent.cell([value] * 30, recipe="nli", seed=seed) for seed, value in enumerate(values)]
    found = sample(Panel.of(cells), {"score": SCORE})["score"]
    resampled = np.random.default_rng(1).choice(values, (20_000, 4)).mean(axis=1) * 100
    assert np.quantile(found.draws, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(resampled, [0.1, 0.5, 0.9]), abs=1.3)
    assert found.estimate().method == "t interval over seeds"


def test_a_gain_is_paired_by_seed(invent):
    """Seeds differ by 40 points but the gain is always 10: pairing leaves no spread at all."""
    cells = [
        invent.cell([level + gain] * 20, recipe=recipe, seed=seed)
        for seed, level in enumerate([0.1, 0.3, 0.5])
        for recipe, gain in (("none", 0.0), ("nli", 0.1))
    ]
    found = sample(Panel.of(cells), {"gain": GAIN})["gain"]
    assert found.draws == pytest.approx(np.full(10_000, 10.0), abs=1e-4)


def test_translations_are_drawn_together(invent):
    """German fails where Spanish succeeds, item by item: their mean is 50 in every draw only if drawn as one."""
    right = np.random.default_rng(0).random(50) < 0.5
    places = [Place("e", "nli", "t", language, "accuracy") for language in ("de", "es")]
    mean = Quantity(tuple((place, 0.5) for place in places))
    together = [invent.cell(right, recipe="nli", language="de"), invent.cell(~right, recipe="nli", language="es")]
    apart = [together[0], invent.cell(~right, recipe="nli", language="es", ids=[f"es{i}" for i in range(50)])]
    assert sample(Panel.of(together), {0: mean})[0].draws == pytest.approx(np.full(10_000, 50.0), abs=1e-4)
    assert sample(Panel.of(apart), {0: mean})[0].draws.std() > 3


def test_a_language_that_lacks_some_items_counts_its_own_only(invent):
    cells = [invent.cell([1, 1, 0, 0], recipe="nli"), invent.cell([1, 0], recipe="nli", language="es", ids=["1", "9"])]
    panel = Panel.of(cells)
    found = sample(panel, {0: Quantity(((Place("e", "nli", "t", "es", "accuracy"), 1.0),))}, draws=500)[0]
    assert found.value == 50.0
    assert found.n == 2
    assert len(panel.groups()) == 1


def test_one_seed_gives_a_value_without_an_interval(invent):
    found = sample(Panel.of([invent.cell([1, 0, 1, 1], recipe="nli")]), {0: SCORE}, draws=50)[0].estimate()
    assert found.value == 75.0
    assert (found.low, found.high, found.p) == (-np.inf, np.inf, None)


def test_seeds_that_one_side_lacks_are_named(invent):
    cells = invent.cells({("none", "de"): 0.5, ("nli", "de"): 0.6}, seeds=4)
    panel = Panel.of([cell for cell in cells if (cell.recipe, cell.seed) != ("nli", 2)])
    found = sample(panel, {0: GAIN}, draws=100)[0].estimate()
    assert found.seeds == (0, 1, 3)
    assert found.missing == (2,)


def test_a_quantity_without_a_common_seed_is_left_out(invent):
    panel = Panel.of([invent.cell([1, 0], recipe="nli", seed=0), invent.cell([1, 1], recipe="none", seed=1)])
    assert sample(panel, {"gain": GAIN, "score": SCORE}, draws=10).keys() == {"score"}


def test_relative_change_is_in_percent_of_the_base(invent):
    cells = [invent.cell([level] * 4, recipe=r, seed=s) for s in (0, 1) for r, level in (("none", 0.4), ("nli", 0.5))]
    found = sample(Panel.of(cells), {0: Quantity(GAIN.weights, over=((NONE, 1.0),))}, draws=100)[0]
    assert found.value == pytest.approx(25.0)
    assert found.draws == pytest.approx(np.full(100, 25.0), abs=1e-4)


def test_the_same_seed_gives_the_same_draws_whatever_else_is_estimated(invent):
    cells = invent.cells({("none", "de"): 0.5, ("nli", "de"): 0.6}, spread=0.02)
    more = invent.cells({("none", "fr"): 0.5, ("nli", "fr"): 0.6}, target="u")
    alone = sample(Panel.of(cells), {0: GAIN}, draws=300, seed=7)[0].draws
    beside = sample(Panel.of(more + cells), {1: SCORE, 0: GAIN}, draws=300, seed=7)[0].draws
    assert np.array_equal(alone, beside)
    assert not np.array_equal(alone, sample(Panel.of(cells), {0: GAIN}, draws=300, seed=8)[0].draws)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 2**20))
def test_the_order_of_cells_changes_nothing_that_is_printed(invent, order, random):
    cells = invent.cells({("none", "de"): 0.5, ("nli", "de"): 0.6}, items=40, spread=0.05, random=random)
    mixed = list(cells)
    order.shuffle(mixed)
    first, second = (sample(Panel.of(found), {0: GAIN}, draws=2000)[0].estimate() for found in (cells, mixed))
    assert first.value == pytest.approx(second.value)
    assert (first.low, first.high) == pytest.approx((second.low, second.high), abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(12)), st.integers(0, 2**20))
def test_the_order_of_items_changes_the_interval_by_noise_only(invent, order, random):
    rng = np.random.default_rng(random)
    values = [rng.random(12) for _ in range(4)]
    plain = [invent.cell(v, recipe="nli", seed=s) for s, v in enumerate(values)]
    mixed = [invent.cell(v[list(order)], recipe="nli", seed=s, ids=map(str, order)) for s, v in enumerate(values)]
    first, second = (sample(Panel.of(found), {0: SCORE}, draws=4000)[0].estimate() for found in (plain, mixed))
    assert first.value == pytest.approx(second.value)
    assert (first.low, first.high) == pytest.approx((second.low, second.high), abs=3.0)


@settings(max_examples=15, deadline=None)
@given(st.floats(-0.3, 0.3), st.integers(0, 2**20))
def test_a_shift_of_both_recipes_leaves_the_gain(invent, shift, random):
    rng = np.random.default_rng(random)
    base = {(r, s): rng.uniform(0.3, 0.7, 20) for r in ("none", "nli") for s in range(3)}
    panels = [Panel.of([invent.cell(v + by, recipe=r, seed=s) for (r, s), v in base.items()]) for by in (0.0, shift)]
    first, second = (sample(panel, {0: GAIN}, draws=500)[0] for panel in panels)
    assert first.draws == pytest.approx(second.draws, abs=1e-3)


def test_the_interval_covers_a_known_mean_at_least_nine_times_in_ten(invent):
    """300 studies of 5 seeds with seed and item noise: the wider interval is the careful one."""
    hits = 0
    for random in range(300):
        cells = invent.cells({("nli", "de"): 0.5}, seeds=5, items=60, spread=0.05, random=random)
        found = sample(Panel.of(cells), {0: SCORE}, draws=300)[0].estimate()
        hits += found.low <= 50 <= found.high
    assert hits >= 0.93 * 300
