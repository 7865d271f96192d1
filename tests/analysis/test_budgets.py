"""Budgets side by side: what a study wants to match is a gate of its verdicts, with the figures of what differs."""

from dataclasses import replace

import pytest

from xstilts.analysis.budgets import RecipeBudget, differences
from xstilts.analysis.contrast import Contrast
from xstilts.analysis.gates import Facts
from xstilts.analysis.verdict import judge

MULTI = RecipeBudget(encoder="e", recipe="multi", examples=8000, seen=16000, steps=500, tokens=300_000, operations=1e12)
ENGLISH = replace(MULTI, recipe="english", tokens=310_000)


@pytest.mark.parametrize(
    ("changes", "match", "texts"),
    [
        ({}, ("steps", "examples", "tokens"), []),
        ({"steps": 501}, ("steps",), ["steps differ: multi 500, english 501"]),
        ({"steps": 501}, ("examples",), []),
        ({"seen": 8000}, ("examples",), ["examples seen differ: multi 16,000, english 8,000"]),
        ({"tokens": 315_789}, ("tokens",), []),  # 4.9999 % of the larger
        ({"tokens": 315_790}, ("tokens",), ["tokens differ: multi 300,000, english 315,790"]),
    ],
)
def test_steps_and_examples_must_be_equal_and_tokens_nearly(changes, match, texts):
    assert list(differences(MULTI, replace(ENGLISH, **changes), match)) == texts


def gate(invent, *budgets, match=("steps", "tokens")):
    """The gate on budgets of a clear contrast, and its verdict."""
    panel = invent.panel({(recipe, "de"): level for recipe, level in (("english", 0.5), ("multi", 0.8))})
    contrast = Contrast(claim="c", better="multi", than="english", on=("t",), smallest_effect=1.0)
    verdict = judge(panel, [contrast], Facts(budgets=budgets, match=match), draws=200)[0]
    return next(gate for gate in verdict.gates if gate.name.startswith("budgets")), verdict


def test_budgets_that_match_leave_the_verdict_to_the_scores(invent):
    found, verdict = gate(invent, MULTI, ENGLISH)
    assert found.passed
    assert found.detail.startswith("multi: 500 steps, 16,000 examples seen, 300,000 tokens; english: 500 steps")
    assert verdict.kind == "supported"


def test_a_budget_that_differs_makes_the_verdict_inconclusive_and_says_which(invent):
    found, verdict = gate(invent, MULTI, replace(ENGLISH, tokens=400_000))
    assert not found.passed
    assert found.detail == "tokens differ: multi 300,000, english 400,000"
    assert verdict.reason == "gate: budgets matched (steps, tokens)"


def test_what_is_not_known_is_left_to_the_reader(invent):
    assert gate(invent, MULTI)[0].detail == "no training to compare with of english"
    assert gate(invent)[0].passed is None


def test_without_a_match_there_is_no_gate(invent):
    with pytest.raises(StopIteration):
        gate(invent, MULTI, replace(ENGLISH, tokens=400_000), match=())
