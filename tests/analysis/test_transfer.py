"""Gains, gaps and harm on scores whose answers are known."""

import pytest

from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.transfer import Harm, transfer

LEVELS = {
    ("none", "en"): 0.8,
    ("none", "de"): 0.5,
    ("none", "tr"): 0.4,
    ("nli", "en"): 0.9,
    ("nli", "de"): 0.7,
    ("nli", "tr"): 0.3,
}


def exact(invent, levels=LEVELS, target="t"):
    """Five seeds, each with exactly the given share of 100 items right: no noise but that of items."""
    return [
        invent.cell(
            [i < round(100 * level) for i in range(100)], recipe=recipe, language=language, seed=s, target=target
        )
        for (recipe, language), level in levels.items()
        for s in range(5)
    ]


def summary(found, recipe, target="t"):
    return next(entry for entry in found.summaries if (entry.recipe, entry.target) == (recipe, target))


def test_gains_are_over_none_by_language_and_averaged_without_english(invent):
    found = transfer(Panel.of(exact(invent)), draws=200)
    gains = {place.language: gain.value for place, gain in found.gains.items()}
    assert gains == pytest.approx({"en": 10.0, "de": 20.0, "tr": -10.0})
    assert summary(found, "nli").gain.value == pytest.approx(5.0)
    assert summary(found, "nli").gain_all.value == pytest.approx(20 / 3)
    assert summary(found, "nli").gain_source.value == pytest.approx(10.0)


def test_the_gap_and_both_of_its_terms(invent):
    found = transfer(Panel.of(exact(invent)), draws=200)
    none, nli = summary(found, "none"), summary(found, "nli")
    assert (none.score_source.value, none.score.value, none.gap.value) == pytest.approx((80.0, 45.0, 35.0))
    assert nli.gap.value == pytest.approx(40.0)
    assert nli.gap_change.value == pytest.approx(5.0)
    assert none.gain is None
    assert none.gap_change is None


def test_relative_gain_is_in_percent_of_none(invent):
    assert summary(transfer(Panel.of(exact(invent)), draws=200), "nli").relative.value == pytest.approx(100 * 5 / 45)


def test_overall_counts_every_target_alike(invent):
    more = exact(invent, {("none", "de"): 0.5, ("nli", "de"): 0.6}, target="u")
    found = transfer(Panel.of(exact(invent) + more), draws=200)
    assert found.overall["e", "nli"].value == pytest.approx((5.0 + 10.0) / 2)


def test_a_target_without_english_has_gains_and_no_gap(invent):
    found = transfer(Panel.of(exact(invent, {("none", "de"): 0.5, ("nli", "de"): 0.6})), draws=200)
    assert summary(found, "nli").gain.value == pytest.approx(10.0)
    assert summary(found, "nli").gap is None
    assert summary(found, "nli").gain_source is None


def test_a_target_in_english_only_has_no_zero_shot_gain(invent):
    found = transfer(Panel.of(exact(invent, {("none", "en"): 0.5, ("nli", "en"): 0.6})), draws=200)
    assert summary(found, "nli").gain is None
    assert summary(found, "nli").gain_source.value == pytest.approx(10.0)
    assert not found.overall


def test_harm_counts_the_languages_that_certainly_lost(invent):
    found = transfer(Panel.of(exact(invent)), draws=500)
    assert found.harm == (Harm("e", "nli", 1, 2),)


def test_a_missing_score_is_named_and_never_averaged_away(invent):
    cells = [cell for cell in exact(invent) if (cell.recipe, cell.language) != ("nli", "tr")]
    found = transfer(Panel.of(cells), draws=100)
    assert found.absent == ("e: nli on t (tr): seeds 0, 1, 2, 3, 4",)
    assert summary(found, "nli").gain is None
    assert Place("e", "nli", "t", "de", "accuracy") in found.gains


def test_a_missing_seed_is_left_out_of_pairs_and_named(invent):
    cells = [cell for cell in exact(invent) if (cell.recipe, cell.language, cell.seed) != ("nli", "tr", 3)]
    found = transfer(Panel.of(cells), draws=100)
    assert summary(found, "nli").gain.missing == (3,)
    assert found.gains["e", "nli", "t", "de", "accuracy"].missing == ()
    assert found.absent == ("e: nli on t (tr): seed 3",)
