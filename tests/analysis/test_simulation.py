"""Simulated studies through the real verdict code: a small self-test that would fail if power or rule broke."""

import numpy as np
import pytest

from xstilts.analysis.components import ASSUMED, Components
from xstilts.analysis.simulation import Check, Scenario, check, checks, panel, verdicts

BASE = Scenario(effects=(0.0,), seeds=3, components=ASSUMED)


@pytest.mark.parametrize("seeds", [2, 3, 5, 8, 20])
def test_power_is_as_promised_within_five_points_and_luck(seeds):
    """The table of docs/statistics.md, small: 120 studies of two claims each, one of them true."""
    found = list(checks(BASE, claims=[2], seeds=[seeds], repeats=120))
    assert [entry.passed for entry in found] == [True, True], found
    assert found[1].promised == pytest.approx(0.8, abs=1e-3)


def test_a_broken_promise_fails():
    assert not Check(claims=1, seeds=3, effect=8.4, promised=0.8, rate=0.44, repeats=200).passed
    assert not Check(claims=1, seeds=3, effect=8.4, promised=0.8, rate=0.95, repeats=200).passed
    assert not Check(claims=3, seeds=3, effect=0.0, promised=0.05, rate=0.14, repeats=200).passed
    assert Check(claims=3, seeds=3, effect=0.0, promised=0.05, rate=0.06, repeats=200).passed


def test_gates_hold_in_what_is_simulated_and_all_claims_are_judged():
    scenario = Scenario(effects=(200.0, 0.0, 0.0), seeds=4, components=ASSUMED)
    judged = verdicts(scenario, np.random.default_rng(0))
    assert judged[0].kind == "supported"
    assert len(judged) == 3
    assert not any(gate.passed is False for verdict in judged for gate in verdict.gates)


def test_the_same_arguments_give_the_same_figures():
    twice = [list(checks(BASE, claims=[1], seeds=[3], repeats=20)) for _ in range(2)]
    assert twice[0] == twice[1]


def test_scores_without_any_noise_have_exactly_the_planted_effect():
    scenario = Scenario(effects=(7.0,), seeds=2, components=Components(seed=0.0, item=0.0, interaction=0.0))
    values = {place.recipe: cells[0].value for place, cells in panel(scenario, np.random.default_rng(0)).cells.items()}
    assert values == pytest.approx({"none": 50.0, "recipe 1": 57.0})


def test_a_true_effect_without_noise_is_always_supported():
    scenario = Scenario(effects=(7.0,), seeds=2, components=Components(seed=0.01, item=0.0, interaction=0.0))
    found = check(scenario, 10, np.random.default_rng(0))
    assert (found.rate, found.passed) == (1.0, True)
