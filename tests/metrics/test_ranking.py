import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from xstilts.metrics import ranking


def test_right_items_count_one():
    assert ranking.right(["a", "b", "c"], ["a", "c", "c"]).tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="argument 2"):
        ranking.right(["a", "b"], ["a"])


def test_average_precision_is_that_worked_by_hand():
    hits = np.array([[True, False, True, True], [False, False, False, False]])
    np.testing.assert_allclose(ranking.average_precision(hits, np.array([3, 2])), [(1 + 2 / 3 + 3 / 4) / 3, 0])
    np.testing.assert_allclose(ranking.average_precision(hits, np.array([3, 2]), depth=2), [1 / 2, 0])


@given(st.lists(st.booleans(), min_size=1, max_size=15).filter(any))
def test_without_a_cut_it_is_the_usual_average_precision(hits):
    theirs = average_precision_score(hits, -np.arange(len(hits)))
    ours = ranking.average_precision(np.array([hits]), np.array([sum(hits)]), depth=len(hits))
    assert ours.tolist() == pytest.approx([theirs])


def test_the_reciprocal_rank_is_cut():
    hits = np.zeros((3, 30), bool)
    hits[0, 4], hits[1, 19], hits[2, 20] = True, True, True
    assert ranking.reciprocal_rank(hits).tolist() == [1 / 5, 1 / 20, 0]
    assert ranking.reciprocal_rank(np.zeros((2, 0), bool)).tolist() == [0, 0]
