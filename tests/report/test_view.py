"""What the page says, before it is a page."""

from dataclasses import replace

import numpy as np
import pytest

from xstilts.analysis.stats import Estimate
from xstilts.report import view


def estimate(value, low, high, **changes):
    return Estimate(**{"value": value, "low": low, "high": high, "n": 10, "method": "t", "seeds": (0, 1), **changes})


def test_a_gain_is_shown_with_its_sign_interval_and_colour():
    assert view.gain_cell(estimate(-2.0, -3.0, -1.0), 4.0) == view.TableCell("−2.0", "−3.0 to −1.0", -50, True)
    assert view.gain_cell(estimate(1.0, -1.0, 3.0), 4.0) == view.TableCell("+1.0", "−1.0 to +3.0", 25, False)
    assert view.gain_cell(None, 4.0) == view.TableCell("–", "not complete")


def test_a_gain_of_one_seed_shows_that_it_has_no_interval():
    cell = view.gain_cell(estimate(1.0, -np.inf, np.inf, seeds=(0,)), 4.0)
    assert (cell.interval, cell.sure) == ("one seed, no interval", False)


def test_probabilities_are_short():
    assert [view.probability(p) for p in (None, 0.00004, 0.0312)] == ["–", "< 0.001", "0.031"]


def test_the_matrix_has_all_recipes_targets_and_the_baseline(report):
    (matrix,) = view.matrices(report.transfer)
    assert matrix.targets == ("xnli", "pawsx", "udpos", "tatoeba")
    assert [recipe for recipe, _ in matrix.rows] == ["nli", "nli+replay"]
    assert all(len(cells) == 5 for _, cells in matrix.rows)
    gain = next(s.gain for s in report.transfer.summaries if (s.recipe, s.target) == ("nli", "xnli"))
    assert matrix.rows[0][1][1].value == f"+{gain.value:.1f}"


def test_every_verdict_has_its_own_look(report):
    kinds = {
        ("supported", ""): "good",
        ("not supported", "contradicted"): "bad",
        ("not supported", "no meaningful effect"): "flat",
        ("inconclusive", "gate: all seeds complete"): "open",
    }
    for (kind, reason), look in kinds.items():
        assert view.card(replace(report.verdicts[0], kind=kind, reason=reason)).look == look


def test_the_bar_puts_the_interval_where_it_is(report):
    verdict = report.verdicts[0]
    shown = view.bar(replace(verdict, decided=estimate(2.0, -1.0, 4.0)))
    scale = 50 / (1.15 * 4.0)
    assert (shown.low, shown.value, shown.high) == pytest.approx((50 - scale, 50 + 2 * scale, 50 + 4 * scale), abs=0.01)
    assert shown.band == pytest.approx(scale * verdict.contrast.smallest_effect, abs=0.01)
    assert view.bar(replace(verdict, decided=None)) is None


def test_missing_scores_are_warnings(cells, make_report):
    some = [cell for cell in cells if (cell.recipe, cell.language, cell.seed) != ("nli", "de", 4)]
    found = view.warnings(make_report(some))
    assert "Missing score: xlm-roberta-base: nli on xnli (de): seed 4." in found
    assert len(found) == 5


def test_facts_name_what_the_study_has(report):
    assert dict(view.facts(report)) == {
        "encoder": "xlm-roberta-base",
        "recipes": "none, nli, nli+replay",
        "targets": "xnli, pawsx, udpos, tatoeba",
        "languages": "10",
        "seeds": "5",
    }


def test_gaps_show_both_terms(report):
    gaps = view.gap_rows(report.transfer)
    assert len(gaps) == 9
    first = next(gap for gap in gaps if (gap.recipe, gap.target) == ("none", "xnli"))
    english, away, gap = (float(cell.value) for cell in first.cells[:3])
    assert gap == pytest.approx(english - away, abs=0.11)
    assert [cell.value for cell in first.cells[3:]] == ["–", "–"]
