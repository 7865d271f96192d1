"""Direction, unit, guess and ceiling of a metric."""

import pytest

from xstilts.metrics.metric import ACCURACY, Metric
from xstilts.task_types.masked_lm import NLL


def test_points_keep_fixed_limits_whatever_guessing_gives():
    assert ACCURACY.step(0.15, 0.0) == ACCURACY.step(0.15, 50.0) == 15.0
    assert ACCURACY.passes(66.0, 50.0, 0.15)
    assert ACCURACY.passes(64.0, 50.0, 0.15) is False


def test_other_units_take_a_share_of_the_room_in_their_direction():
    cka = Metric(name="cka", unit="similarity", scale=1.0, ceiling=1.0)
    assert cka.step(0.1, 0.5) == pytest.approx(0.05)
    assert NLL.step(0.15, 8.0) == pytest.approx(1.2)
    assert NLL.passes(6.7, 8.0, 0.15)
    assert NLL.passes(9.5, 8.0, 0.15) is False


def test_what_is_not_known_is_not_judged():
    assert NLL.passes(5.0, None, 0.15) is None
    assert Metric(name="distance", unit="units", ceiling=None).passes(5.0, 1.0, 0.1) is None
