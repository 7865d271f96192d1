"""Intervals and tests over seeds against hand-worked and scipy's figures."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from xstilts.analysis import stats

VALUES = np.array([1.0, 2.0, 4.0, 3.5, 2.5])
SOME = st.lists(st.floats(-50, 50), min_size=2, max_size=8).map(np.array)


def test_t_interval_is_scipys():
    expected = reference.t.interval(0.95, 4, loc=VALUES.mean(), scale=reference.sem(VALUES))
    assert stats.t_interval(VALUES) == pytest.approx(expected)


def test_t_interval_of_one_seed_is_unbounded():
    assert stats.t_interval(np.array([3.0])) == (-np.inf, np.inf)


@pytest.mark.parametrize("above", [0.0, 2.0])
def test_t_test_is_scipys(above):
    assert stats.t_test(VALUES, above) == pytest.approx(reference.ttest_1samp(VALUES, above).pvalue)
    greater = reference.ttest_1samp(VALUES, above, alternative="greater").pvalue
    assert stats.t_test(VALUES, above, two_sided=False) == pytest.approx(greater)


def test_t_test_of_equal_values_is_certain_or_says_nothing():
    assert stats.t_test(np.array([2.0, 2.0, 2.0])) == 0.0
    assert stats.t_test(np.zeros(3)) == 1.0
    assert stats.t_test(np.array([-2.0, -2.0]), two_sided=False) == 1.0


def test_sign_flips_of_one_sign_give_the_least_p():
    assert stats.sign_flip(np.array([1.0, 2.0, 3.0])) == 0.25
    assert stats.sign_flip(np.arange(1.0, 9.0)) == 2 / 2**8


def test_sign_flips_by_hand():
    # Sums of the flips of (3, -1): 2, 4, -4, -2; all are at least as far from 0 as the observed 2.
    assert stats.sign_flip(np.array([3.0, -1.0])) == 1.0


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=8).map(lambda some: np.array(some, dtype=float)))
def test_sign_flips_are_scipys_permutation_test(values):
    exact = reference.permutation_test((values,), np.sum, permutation_type="samples", n_resamples=np.inf)
    assert stats.sign_flip(values) == pytest.approx(exact.pvalue, abs=1e-9)


def test_sign_flips_refuse_more_than_can_be_listed():
    with pytest.raises(ValueError, match="21 values"):
        stats.sign_flip(np.ones(21))


def test_holm_by_hand():
    # Least first: 3 x .01, 2 x .02 = .04, 1 x .03 -> raised to .04 so that the order is kept.
    assert stats.holm([0.03, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert stats.holm([0.6, 0.9]) == [1.0, 1.0]
    assert stats.holm([]) == []


def test_holm_levels_go_from_alpha_over_m_to_alpha():
    assert stats.holm_alphas([0.03, 0.01, 0.02]) == pytest.approx([0.05, 0.05 / 3, 0.05 / 2])


def test_benjamini_hochberg_by_hand():
    assert stats.benjamini_hochberg([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert stats.benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_corrections_never_lower_a_p_value_and_holm_is_the_stricter(p_values):
    holm, discovery = stats.holm(p_values), stats.benjamini_hochberg(p_values)
    assert all(h >= d - 1e-12 >= p - 2e-12 for h, d, p in zip(holm, discovery, p_values, strict=True))


def test_equivalence_is_the_worse_of_two_one_sided_tests():
    values = np.array([0.1, -0.1, 0.2, 0.0])
    lower = reference.ttest_1samp(values, -1, alternative="greater").pvalue
    upper = reference.ttest_1samp(values, 1, alternative="less").pvalue
    assert stats.equivalence(values, 1.0) == pytest.approx(max(lower, upper))
    assert stats.equivalence(values + 5, 1.0) > 0.99


@given(SOME, st.floats(-20, 20))
def test_t_interval_moves_with_its_values(values, shift):
    low, high = stats.t_interval(values)
    assert stats.t_interval(values + shift) == pytest.approx((low + shift, high + shift), abs=1e-6)


def test_an_estimate_without_an_interval_is_still_json():
    estimate = stats.Estimate(value=1.0, low=-np.inf, high=np.inf, n=3, method="one seed: no interval", seeds=(1,))
    assert not estimate.bounded
    assert json.loads(json.dumps(estimate.plain(), allow_nan=False))["low"] is None
