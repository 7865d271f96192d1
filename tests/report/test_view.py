"""What the page says, before it is a page."""

from dataclasses import replace

import numpy as np
import pytest

from xstilts.analysis.findings import Table, TableCell
from xstilts.analysis.stats import Estimate
from xstilts.metrics.metric import ACCURACY
from xstilts.report import view
from xstilts.task_types.masked_lm import NLL

MOST = {"points": 4.0}


def gain(value):
    return TableCell(value=value, metric=ACCURACY, signed=True)


def estimate(value, low, high, **changes):
    return Estimate(**{"value": value, "low": low, "high": high, "n": 10, "method": "t", "seeds": (0, 1), **changes})


def test_a_gain_is_shown_with_its_sign_interval_and_colour():
    assert view.cell(gain(estimate(-2.0, -3.0, -1.0)), MOST) == ("−2.0", "−3.0 to −1.0", -50, True, True)
    assert view.cell(gain(estimate(1.0, -1.0, 3.0)), MOST) == ("+1.0", "−1.0 to +3.0", 25, False, True)
    assert view.cell(TableCell(note="not complete"), MOST) == ("–", "not complete", 0, False, False)


def test_a_loss_has_its_own_digits_and_its_own_strongest_colour():
    small = TableCell(value=estimate(0.02, 0.01, 0.03), metric=NLL, signed=True)
    assert view.cell(small, {"points": 4.0, "nats": 0.04}) == ("+0.020", "+0.010 to +0.030", 50, True, True)
    found = Table(caption="", columns=("a", "b"), rows=((small, gain(estimate(8.0, 7.0, 9.0))),), matrix=True)
    assert [shown.tint for _, row in view.table(found).rows for shown in row] == [40, 100]


def test_a_gain_of_one_seed_shows_that_it_has_no_interval():
    cell = view.cell(gain(estimate(1.0, -np.inf, np.inf, seeds=(0,))), MOST)
    assert (cell.interval, cell.sure) == ("one seed, no interval", False)


def test_probabilities_are_short():
    assert [view.probability(p) for p in (None, 0.00004, 0.0312)] == ["–", "< 0.001", "0.031"]


def finding(report, name):
    return next(entry for entry in report.findings if entry.name == name)


def test_the_matrix_has_all_recipes_targets_and_the_baseline(report):
    (matrix,) = (view.table(table) for table in finding(report, "gains").tables)
    assert [name for name, _ in matrix.columns] == ["recipe", "all targets", "xnli", "pawsx", "udpos", "tatoeba"]
    assert [row[0].value for _, row in matrix.rows] == ["nli", "nli+replay", "none (score)"]
    assert [faint for faint, _ in matrix.rows] == [False, False, True]
    assert matrix.rows[0][1][2].value.startswith("+")


def test_every_verdict_has_its_own_look(report):
    kinds = {
        ("supported", ""): "good",
        ("not supported", "contradicted"): "bad",
        ("not supported", "no meaningful effect"): "flat",
        ("inconclusive", "gate: all seeds complete"): "open",
    }
    for (kind, reason), look in kinds.items():
        assert view.card(replace(report.findings[0].verdicts[0], kind=kind, reason=reason)).look == look


def test_the_bar_puts_the_interval_where_it_is(report):
    verdict = report.findings[0].verdicts[0]
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
    (gaps,) = (view.table(table) for table in finding(report, "gap").tables)
    assert len(gaps.rows) == 9
    first = next(row for _, row in gaps.rows if (row[0].value, row[1].value) == ("xnli", "none"))
    source, away, gap = (float(shown.value) for shown in first[2:5])
    assert gap == pytest.approx(source - away, abs=0.11)
    assert [shown.value for shown in first[5:]] == ["–", "–"]
