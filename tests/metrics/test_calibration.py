"""Calibration against cases worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics.calibration import area_under_risk_coverage, expected_calibration_error


def test_calibration_error_weighs_the_gap_of_every_bin():
    confidence = np.array([0.95, 0.85, 0.65, 0.55])
    right = np.array([True, False, True, True])
    # Two bins: (0, 0.5] is empty, (0.5, 1] has confidence 0.75 and accuracy 0.75.
    assert expected_calibration_error(confidence, right, bins=2) == pytest.approx(0.0)
    # Ten bins, an item each: (0.05 + 0.85 + 0.35 + 0.45) / 4.
    assert expected_calibration_error(confidence, right, bins=10) == pytest.approx(42.5)


def test_a_confidence_on_a_border_belongs_to_the_bin_below():
    # (0.5, 1] holds 0.75 (right), (0, 0.5] holds 0.5 (wrong) and 0.0 (wrong): 0.25/3 + 0.5/3
    confidence, right = np.array([0.75, 0.5, 0.0]), np.array([True, False, False])
    assert expected_calibration_error(confidence, right, bins=2) == pytest.approx(25.0)


def test_risk_is_averaged_over_coverages():
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    # Risks 0, 1/2, 1/3, 1/2 at coverages 1/4 to 1.
    assert area_under_risk_coverage(confidence, np.array([True, False, True, False])) == pytest.approx(100 / 3)
    # The best order has the error last, the worst has it first.
    assert area_under_risk_coverage(confidence, np.array([True, True, True, False])) == pytest.approx(100 / 16)
    assert area_under_risk_coverage(confidence, np.array([False, True, True, True])) == pytest.approx(100 * 25 / 48)


def test_items_of_equal_confidence_share_their_error():
    tied = np.array([0.7, 0.7])
    assert area_under_risk_coverage(tied, np.array([True, False])) == pytest.approx(50.0)
    assert area_under_risk_coverage(tied, np.array([False, True])) == pytest.approx(50.0)


def test_nothing_to_measure_is_no_number():
    nothing = np.array([]), np.array([], dtype=bool)
    assert math.isnan(expected_calibration_error(*nothing))
    assert math.isnan(area_under_risk_coverage(*nothing))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30), st.randoms())
def test_the_order_of_items_does_not_count(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    one, other = (tuple(map(np.array, zip(*order, strict=True))) for order in (items, shuffled))
    for measure in (expected_calibration_error, area_under_risk_coverage):
        assert measure(*one) == pytest.approx(measure(*other))
        assert 0 <= measure(*one) <= 100
