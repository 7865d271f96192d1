import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics.agreement import agreement, agreement_on_errors, chance_agreement

LABELS = st.sampled_from("abc")
ITEMS = st.lists(st.tuples(LABELS, LABELS, LABELS), min_size=1, max_size=30).map(lambda rows: zip(*rows, strict=True))


def test_agreement_is_by_item_whether_right_or_wrong():
    here, english, gold = "abca", "abbb", "aaca"
    assert agreement(here, english).tolist() == [1, 1, 0, 0]
    same, wrong = agreement_on_errors(here, english, gold)
    assert wrong.tolist() == [0, 1, 1, 1]
    assert same.tolist() == [0, 1, 0, 0]


@given(ITEMS)
def test_agreement_on_errors_is_that_of_the_items_left(items):
    here, english, gold = items
    same, wrong = agreement_on_errors(here, english, gold)
    kept = [h == e for h, e, g in zip(here, english, gold, strict=True) if e != g]
    assert (same.sum(), wrong.sum()) == (sum(kept), len(kept))
    assert agreement(english, english).all()


@given(ITEMS)
def test_chance_is_the_mean_agreement_over_all_pairs_of_items(items):
    here, english, _ = items
    expected = np.mean([[h == e for e in english] for h in here])
    assert chance_agreement(here, english) == pytest.approx(expected, abs=1e-9)


def test_predictions_of_other_items_are_refused():
    with pytest.raises(ValueError, match="argument 2"):
        agreement("ab", "a")
    assert chance_agreement([], []) == 0
