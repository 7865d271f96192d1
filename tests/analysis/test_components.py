"""Variance components: found again in scores that were drawn from them, and worked by hand."""

import numpy as np
import pytest

from xstilts.analysis import bootstrap, components
from xstilts.analysis.bootstrap import Quantity
from xstilts.analysis.components import Components
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.quantities import Spot, difference
from xstilts.analysis.simulation import LANGUAGE, TARGET, Scenario, panel


def test_planted_components_are_found_again():
    truth = Components(seed=4.0, item=2.0, interaction=3.0)
    random = np.random.default_rng(0)
    scenario = Scenario(effects=(1.0,), seeds=10, components=truth)
    where = [Spot(TARGET, LANGUAGE, "accuracy")]
    measured = []
    for _ in range(200):
        found = panel(scenario, random)
        quantity = Quantity(difference(found, "simulated", "recipe 1", "none", where))
        measured.append(bootstrap.sample(found, {0: quantity}, draws=10)[0].components)
    assert np.mean([one.seed for one in measured]) == pytest.approx(4.0, rel=0.15)
    assert np.mean([one.item for one in measured]) == pytest.approx(2.0, rel=0.1)
    assert np.mean([one.interaction for one in measured]) == pytest.approx(3.0, rel=0.05)
    assert {one.seeds for one in measured} == {10}


def test_by_hand(invent):
    """Two seeds, four items, one recipe less the other: +1, 0, 0, 0 and 0, 0, 0, -1, in shares.

    Means 25 and -25 points: variance 1250. Influences of an item are 100 / 4 x (its difference less the mean), so
    one seed has 25^2 x (.75^2 + 3 x .25^2) = 468.75; the mean over both seeds is .5, 0, 0, -.5 with mean 0, so
    25^2 x .5 = 312.5. Interaction: (468.75 - 312.5) x 2 = 312.5; items: 312.5 - 312.5 / 2 = 156.25.
    """
    cells = [
        invent.cell(values, recipe=recipe, seed=seed)
        for recipe, seed, values in (
            ("none", 0, [0, 1, 0, 1]),
            ("nli", 0, [1, 1, 0, 1]),
            ("none", 1, [0, 1, 0, 1]),
            ("nli", 1, [0, 1, 0, 0]),
        )
    ]
    panel_of_two = Panel.of(cells)
    quantity = Quantity(difference(panel_of_two, "e", "nli", "none", [Spot("t", "de", "accuracy")]))
    found = bootstrap.sample(panel_of_two, {0: quantity}, draws=10)[0].components
    assert (found.seed, found.item, found.interaction) == pytest.approx((1250 - 312.5, 156.25, 312.5))


def test_they_are_the_variance_that_the_bootstrap_draws(invent):
    """Of one seed's score: the bootstrap draws items only, so its variance is item + interaction."""
    rng = np.random.default_rng(3)
    hard, weights = rng.random(80), rng.integers(1, 4, 80)
    cells = [
        invent.cell(weights * (0.7 * hard + 0.3 * rng.random(80) < 0.5), seed=seed, denominator=weights)
        for seed in (0, 1)
    ]
    quantity = Quantity(((Place("e", "none", "t", "de", "accuracy"), 1.0),))
    one = bootstrap.sample(Panel.of(cells[:1]), {0: quantity}, draws=20_000)[0]
    other = bootstrap.sample(Panel.of(cells[1:]), {0: quantity}, draws=20_000)[0]
    both = bootstrap.sample(Panel.of(cells), {0: quantity}, draws=10)[0].components
    assert both.item + both.interaction == pytest.approx((one.draws.var() + other.draws.var()) / 2, rel=0.05)


def test_one_seed_has_none():
    assert components.estimate(np.array([1.0]), 1.0, 1.0) is None


def test_what_comes_out_below_zero_is_zero():
    found = components.estimate(np.array([1.0, 1.0]), 2.0, 1.0)
    assert (found.seed, found.item, found.interaction) == (0.0, 0.0, 2.0)


def test_pooling_weighs_by_degrees_of_freedom():
    few, many = (Components(seed=seed, item=1.0, interaction=0.0, seeds=seeds) for seed, seeds in ((8.0, 3), (2.0, 5)))
    assert components.pooled([few, many]) == Components(seed=4.0, item=1.0, interaction=0.0, seeds=7)


def test_standard_deviations_are_shown():
    assert Components(seed=9.0, item=4.0, interaction=1.0, seeds=3).plain() == {
        "seed_sd": 3.0,
        "item_sd": 2.0,
        "interaction_sd": 1.0,
        "seeds": 3,
    }
