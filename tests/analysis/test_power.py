"""Power by the rule: against the noncentral t, at its limits, and where no number of seeds helps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from xstilts.analysis import power
from xstilts.analysis.components import ASSUMED, Components


def of(seed=9.0, item=0.0, interaction=0.0, **others):
    return Components(seed=seed, item=item, interaction=interaction, **others)


@pytest.mark.parametrize("seeds", [2, 3, 5, 8, 20])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
@pytest.mark.parametrize("effect", [1.0, 3.0, 9.0])
def test_without_item_noise_and_smallest_effect_it_is_the_noncentral_t(seeds, alpha, effect):
    critical = reference.t.ppf(1 - alpha / 2, seeds - 1)
    exact = reference.nct.sf(critical, seeds - 1, effect / 3 * math.sqrt(seeds))
    assert power.supported(effect, 0.0, of(), seeds, alpha) == pytest.approx(exact, abs=1e-3)


def test_with_item_noise_alone_it_is_the_normal_test():
    exact = reference.norm.sf(1.96 - 2.8)
    assert power.supported(2.8, 0.0, of(seed=0.0, item=1.0), 5) == pytest.approx(exact, abs=1e-3)


def test_an_effect_at_the_smallest_that_matters_is_supported_every_other_time_at_most():
    """The estimate falls short of it in half of all studies, however many seeds they have."""
    assert power.supported(1.0, 1.0, of(), 1000) == pytest.approx(0.5, abs=0.01)
    assert power.seeds_to_support(1.0, 1.0, of()) is None
    assert power.seeds_to_support(2.0, 1.0, of()) is not None


def test_the_detectable_effect_has_80_percent_power_and_lies_above_the_smallest_that_matters():
    for seeds in (2, 3, 8, 20):
        effect = power.detectable(2.0, ASSUMED, seeds, 0.0125)
        assert power.supported(effect, 2.0, ASSUMED, seeds, 0.0125) == pytest.approx(0.8, abs=1e-3)
        assert effect > 2.0
    assert power.detectable(2.0, ASSUMED, 1) is None
    assert power.supported(9.0, 2.0, ASSUMED, 1) == 0.0


def test_three_seeds_detect_far_less_than_the_normal_rule_of_thumb_says():
    """2.8 standard errors, what was printed before, have a third of the power at 3 seeds and 0.56 at 5."""
    for seeds, exact in ((3, 0.352), (5, 0.564)):
        assert power.supported(2.8 * 3 / math.sqrt(seeds), 0.0, of(), seeds) == pytest.approx(exact, abs=2e-3)


def test_the_level_is_holms_strictest():
    assert power.level(4) == pytest.approx(0.0125)
    assert power.detectable(1.0, ASSUMED, 5, power.level(4)) > power.detectable(1.0, ASSUMED, 5)


def test_seeds_are_the_fewest_with_that_power():
    needed = power.seeds_to_support(1.0, 0.0, of(seed=1.0))
    assert needed == 10  # of the t test with d = 1, as in every table of sample sizes
    assert power.supported(1.0, 0.0, of(seed=1.0), 9) < power.POWER


def test_seeds_near_the_rule_of_thumb_for_many():
    assert power.seeds_to_support(0.2, 0.0, of(seed=1.0)) == pytest.approx(((1.96 + 0.84) / 0.2) ** 2, rel=0.02)


def test_a_difference_without_spread_takes_two_seeds():
    assert power.seeds_to_support(1.0, 0.5, of(seed=0.0)) == 2


def test_no_effect_can_be_decided_too():
    """With a true effect of 0 the interval comes to lie within the smallest effect."""
    assert power.seeds_to_support(0.0, 3.0, of()) is None
    needed = power.seeds_to_decide(0.0, 3.0, of())
    assert 5 < needed < 20
    assert power.decided(0.0, 3.0, of(), needed) >= power.POWER


def test_what_items_leave_open_no_seeds_decide():
    outlook = power.outlook(2.0, 1.0, of(item=1.0, seeds=3))
    assert (outlook.seeds, outlook.items) == (None, True)
    outlook = power.outlook(1.0, 1.0, of(seeds=3))
    assert (outlook.seeds, outlook.items) == (None, False)


def test_the_spread_of_few_seeds_is_uncertain():
    low, high = power.spread_interval(of(seeds=3))
    assert low == pytest.approx(3 * math.sqrt(2 / reference.chi2.ppf(0.9, 2)))
    assert high == pytest.approx(3 * math.sqrt(2 / reference.chi2.ppf(0.1, 2)))
    assert power.spread_interval(ASSUMED) is None


@given(st.floats(0.1, 20), st.floats(0, 5), st.integers(2, 19), st.floats(0, 25), st.floats(0, 4), st.floats(0, 4))
def test_more_seeds_and_larger_effects_never_lower_the_chance_and_chances_are_chances(
    effect, smallest, seeds, seed, item, interaction
):
    parts = of(seed, item, interaction)
    chance = power.supported(effect, smallest, parts, seeds)
    assert 0 <= chance <= power.decided(effect, smallest, parts, seeds) <= 1 + 1e-9
    assert power.supported(effect + 1, smallest, parts, seeds) >= chance - 1e-9
    assert power.supported(effect, smallest, parts, seeds, 0.01) <= chance + 1e-9
