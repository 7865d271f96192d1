"""Gains, verdicts, gates and harm of metrics that are no points and of which less is better."""

import pytest

from xstilts.analysis.contrast import Contrast
from xstilts.analysis.gates import Facts, gates
from xstilts.analysis.panel import Panel
from xstilts.analysis.transfer import transfer
from xstilts.analysis.verdict import judge
from xstilts.metrics.metric import Metric
from xstilts.task_types.masked_lm import NLL

LOSSES = {("none", "en"): 2.0, ("none", "de"): 3.0, ("none", "tr"): 4.0}
CLAIM = {"claim": "nli lowers the loss", "better": "nli", "than": "none", "on": ("t",), "smallest_effect": 0.05}


def panel(invent, change, metric=NLL, guess=None):
    """Six seeds of losses by language; those after `nli` differ by `change` and a little by seed."""
    levels = LOSSES | {("nli", language): loss + change for (_, language), loss in LOSSES.items()}
    return Panel.of(
        invent.cell(
            [level + 0.01 * seed * (recipe == "nli")] * 40,
            recipe=recipe,
            language=language,
            seed=seed,
            metric=metric,
            guess=guess,
        )
        for (recipe, language), level in levels.items()
        for seed in range(6)
    )


def verdict(found, **changes):
    asked = Contrast(**{**CLAIM, "unit": "nats", "digits": 3, "lower": True, **changes})
    return judge(found, [asked], draws=500)[0]


def test_a_loss_that_is_worse_by_2_is_contradicted_not_supported(invent):
    found = verdict(panel(invent, 2.0))
    assert (found.kind, found.reason) == ("not supported", "contradicted")
    assert found.estimate.value == pytest.approx(-2.025)


def test_a_loss_that_is_lower_is_supported_and_says_its_unit(invent):
    found = verdict(panel(invent, -2.0))
    assert found.kind == "supported"
    assert "nli gains +1.975 nats (lower is better, a gain is above 0) against none" in found.sentence
    assert found.sentence.endswith("at least the 0.05 nats that would matter.")


def test_gains_and_gaps_of_a_loss_are_turned_and_its_scores_are_not(invent):
    found = transfer(panel(invent, -1.0), draws=100)
    nli = next(entry for entry in found.summaries if entry.recipe == "nli")
    assert nli.score.value == pytest.approx(2.5 + 0.025)
    assert nli.gain.value == pytest.approx(0.975)
    assert nli.relative.value == pytest.approx(100 * 0.975 / 3.5)
    assert nli.gap.value == pytest.approx(3.5 - 2.0)
    assert found.harm[0].harmed == 0
    worse = transfer(panel(invent, 1.0), draws=100)
    assert (worse.harm[0].harmed, worse.harm[0].total) == (2, 2)


def test_gates_do_not_judge_a_loss_of_which_guessing_is_unknown(invent):
    found = panel(invent, -1.0)
    passed = [gate.passed for gate in gates(found, list(found.cells), Facts())]
    assert passed == [True, None, None, None, None]


def test_gates_of_a_loss_go_the_other_way(invent):
    low = panel(invent, 0.0, guess=2.9)
    assert [gate.passed for gate in gates(low, list(low.cells), Facts())] == [True, None, True, False, True]
    high = panel(invent, 0.0, guess=8.0)
    assert [gate.passed for gate in gates(high, list(high.cells), Facts())] == [True, None, True, True, True]


def test_the_ceiling_of_a_similarity_is_its_own(invent):
    cka = Metric(name="cka", unit="similarity", scale=1.0, ceiling=1.0, digits=3)
    cells = [
        invent.cell([0.99] * 4, recipe=recipe, language=language, seed=seed, metric=cka)
        for recipe in ("none", "nli")
        for language in ("en", "de")
        for seed in range(3)
    ]
    full = Panel.of(cells)
    ceiling = gates(full, list(full.cells), Facts())[-1]
    assert ceiling.passed is False
    assert "0.990" in ceiling.detail


def test_a_claim_is_judged_by_the_metric_that_it_names(invent):
    other = Metric(name="exact_match")
    cells = [
        invent.cell([value] * 50, recipe=recipe, seed=seed, metric=metric)
        for metric, gain in ((Metric(name="f1"), 0.2), (other, -0.2))
        for seed in range(6)
        for recipe, value in (("none", 0.5 + 0.01 * seed), ("nli", 0.5 + gain + 0.012 * seed))
    ]
    by_headline = judge(Panel.of(cells), [Contrast(**{**CLAIM, "smallest_effect": 1.0})], draws=200)[0]
    by_name = Contrast(**{**CLAIM, "smallest_effect": 1.0, "metric": "exact_match"})
    named = judge(Panel.of(cells), [by_name], draws=200)[0]
    assert by_headline.kind == "supported"
    assert named.reason == "contradicted"
    assert "on exact_match of t, averaged" in named.sentence


def test_points_and_nats_have_no_mean(invent):
    points = [
        invent.cell([0.5] * 9, recipe=recipe, seed=seed, target="u") for recipe in ("none", "nli") for seed in range(2)
    ]
    losses = [cell for by_seed in panel(invent, -1.0).cells.values() for cell in by_seed.values()]
    assert ("e", "nli") not in transfer(Panel.of([*points, *losses]), draws=50).overall
