import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics.token_alignment import link_counts, mutual_argmax

LINKS = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)))


def test_a_link_is_nearest_both_ways():
    source = np.array([[1, 0], [0.9, 0.1], [0, 1]], np.float32)
    target = np.array([[0, 3], [2, 0.1]], np.float32)
    # Words 0 and 1 are both nearest to target 1, which is nearer to word 0.
    assert mutual_argmax(source, target) == {(0, 1), (2, 0)}


@given(st.integers(0, 2**16), st.integers(1, 6), st.integers(1, 6))
def test_links_are_those_of_the_definition_and_see_neither_lengths_nor_rotation(seed, rows, columns):
    draw = np.random.default_rng(seed)
    source, target = draw.standard_normal((rows, 4)), draw.standard_normal((columns, 4))
    cosine = np.array([[a @ b / np.linalg.norm(a) / np.linalg.norm(b) for b in target] for a in source])
    expected = {
        (i, j)
        for i in range(rows)
        for j in range(columns)
        if cosine[i, j] == cosine[i].max() and cosine[i, j] == cosine[:, j].max()
    }
    turn = np.linalg.qr(draw.standard_normal((4, 4)))[0]
    assert mutual_argmax(source.astype(np.float32), target.astype(np.float32)) == expected
    assert mutual_argmax((9 * source @ turn).astype(np.float32), (target @ turn).astype(np.float32)) == expected


def test_f1_is_that_worked_by_hand():
    counts = link_counts({(0, 0), (1, 2)}, [(0, 0), (1, 1), (2, 2), (2, 2)])
    assert counts == (1, 2, 3)
    assert counts.f1 == pytest.approx(2 / 5)
    assert link_counts([], []).f1 == 1
    assert link_counts([], [(0, 0)]).f1 == 0


@given(LINKS, LINKS)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(predicted, gold):
    counts = link_counts(predicted, gold)
    if counts.right:
        precision, recall = counts.right / len(predicted), counts.right / len(gold)
        assert counts.f1 == pytest.approx(2 * precision * recall / (precision + recall))
    assert link_counts(gold, gold).f1 == 1
