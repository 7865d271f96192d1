"""Measures of robustness against cases worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xstilts.metrics import robustness

# Four items, two variants; the last item has no second variant.
CLEAN = np.array([True, True, False, True])
PERTURBED = np.array([[True, False, True, True], [True, True, True, False]])
THERE = np.array([[True, True, True, True], [True, True, True, False]])


def test_robust_accuracy_asks_for_the_original_and_all_variants():
    ratios = robustness.robust_accuracy(CLEAN, PERTURBED, THERE)
    assert ratios.numerator.tolist() == [1, 0, 0, 1]  # 2 breaks, 3 is wrong as it is
    assert ratios.value == 50.0


def test_corrupted_accuracy_is_the_mean_over_variants():
    assert robustness.corrupted_accuracy(PERTURBED, THERE).value == pytest.approx(100 * 6 / 7)


def test_attack_success_counts_items_that_were_right():
    assert robustness.attack_success(CLEAN, PERTURBED, THERE).value == pytest.approx(100 / 3)  # 1 of 1, 2 and 4
    both = robustness.right_in_all(np.array([CLEAN, [False, True, True, True]]))
    assert both.tolist() == [False, True, False, True]
    assert robustness.attack_success(CLEAN, PERTURBED, THERE, among=both).value == 50.0
    nothing = robustness.attack_success(CLEAN, PERTURBED, np.zeros_like(THERE))
    assert math.isnan(nothing.value)


def test_contrast_consistency_asks_for_both_twins():
    flipped, there = np.array([True, False, True, True]), np.array([True, True, True, False])
    assert robustness.contrast_consistency(CLEAN, flipped, there).value == pytest.approx(100 / 3)


def test_prediction_consistency_asks_for_the_same_label_right_or_wrong():
    clean, perturbed = np.array(["a", "b", "a", "b"]), np.array([["a", "a", "a", "b"], ["b", "b", "a", "a"]])
    assert robustness.prediction_consistency(clean, perturbed, THERE).value == pytest.approx(100 * 5 / 7)


def test_effective_robustness_is_the_distance_to_the_controls_line():
    controls = robustness.line(np.array([70.0, 80.0, 90.0]), np.array([50.0, 56.0, 62.0]))
    assert controls == pytest.approx((8.0, 0.6))
    assert robustness.effective_robustness(85.0, 61.5, controls) == pytest.approx(2.5)
    assert robustness.effective_robustness(70.0, 50.0, controls) == pytest.approx(0.0)


@pytest.mark.parametrize("clean", [[70.0], [70.0, 70.0]])
def test_a_line_needs_two_different_controls(clean):
    with pytest.raises(ValueError, match="two control models of different clean accuracy"):
        robustness.line(np.array(clean), np.array(clean))


def test_median_queries_are_those_of_successful_attacks():
    queries = np.array([5, 100, 20, 7])
    assert robustness.median_queries(queries, np.array([True, False, True, True])) == 7.0
    assert math.isnan(robustness.median_queries(queries, np.zeros(4, bool)))


@given(arrays(bool, 12), arrays(bool, (3, 12)), arrays(bool, (3, 12)), st.integers(0, 2))
def test_robust_accuracy_is_below_clean_and_falls_with_every_variant(clean, perturbed, there, variants):
    fewer = robustness.robust_accuracy(clean, perturbed[:variants], there[:variants]).numerator
    more = robustness.robust_accuracy(clean, perturbed[: variants + 1], there[: variants + 1]).numerator
    assert (more <= fewer).all()
    assert (fewer <= clean).all()
    # Right in all is clean less broken, where every item has a variant.
    everywhere = np.ones_like(there)
    broken = robustness.attack_success(clean, perturbed, everywhere).numerator.sum()
    assert robustness.robust_accuracy(clean, perturbed, everywhere).numerator.sum() == clean.sum() - broken
