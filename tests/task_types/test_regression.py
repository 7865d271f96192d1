"""Similarity scores: correlations by item, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import pearsonr, spearmanr

from xstilts.base.errors import UserError
from xstilts.task_types.classification import Text
from xstilts.task_types.regression import Regression, correlation
from xstilts.task_types.task_type import Prediction

KIND = Regression()


def texts(*scores):
    return [Text(id=str(i), language="de", text="a", second="b", label=score) for i, score in enumerate(scores)]


def said(*values):
    return [Prediction(str(i), "de", value) for i, value in enumerate(values)]


def test_scores_are_pearsons_and_spearmans_correlation():
    rng = np.random.default_rng(0)
    gold = np.round(rng.uniform(0, 5, 200), 1)
    found = gold + rng.normal(0, 2, 200)
    scores = KIND.score(texts(*gold.tolist()), said(*found.tolist()))
    assert 100 * scores["pearson"].ratio == pytest.approx(100 * pearsonr(gold, found).statistic, abs=1e-9)
    assert 100 * scores["spearman"].ratio == pytest.approx(100 * spearmanr(gold, found).statistic, abs=1e-9)


@given(arrays(np.float64, (12, 2), elements=st.floats(-5, 5).map(lambda x: round(x, 3))))
def test_the_mean_of_the_items_is_the_correlation(values):
    x, y = values.T
    items = correlation(x, y)
    wanted = 0.0 if np.ptp(x) == 0 or np.ptp(y) == 0 else np.corrcoef(x, y)[0, 1]
    assert 100 * items.ratio == pytest.approx(100 * wanted, abs=1e-6)


def test_the_items_spread_is_the_correlations_own():
    """For normal data the standard error of r is about (1 - r^2) / sqrt(n)."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=4000)
    y = 0.8 * x + 0.6 * rng.normal(size=4000)
    items = correlation(x, y)
    r = 100 * items.ratio / 100
    error = items.numerator.std() / np.sqrt(4000)
    assert error == pytest.approx((1 - r**2) / np.sqrt(4000), rel=0.1)


def test_guessing_the_mean_correlates_with_nothing():
    gold = texts(1.0, 2.0, 5.0)
    assert {100 * items.ratio for items in KIND.score(gold, KIND.guess(gold)).values()} == {0.0}


def test_rows_carry_scores_as_they_are(xlmr):
    rows = KIND.encode(texts(1.5, 4.75), xlmr, 32)
    assert rows.per_row["labels"].tolist() == [1.5, 4.75]
    assert KIND.decode(texts(1.5), rows, [np.array([3.25], np.float32)]) == [Prediction("0", "de", 3.25)]


@pytest.mark.parametrize("score", [-0.1, 5.5, float("nan"), "3"])
def test_what_is_no_score_is_refused(score):
    assert "expected a number from 0 to 5" in KIND.check(texts(score)[0])


def test_predictions_of_other_examples_are_refused():
    with pytest.raises(UserError, match="wrong order or data"):
        KIND.score(texts(1.0, 2.0), said(1.0, 2.0)[::-1])
