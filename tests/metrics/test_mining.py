import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xstilts.base.errors import UserError
from xstilts.metrics import mining

# Few different values, so that equal similarities are common; exact in float32 at any order of summation.
SMALL = st.integers(-2, 2).map(float)


def vectors(rows):
    return st.integers(1, rows).flatmap(lambda n: arrays(np.float32, (n, 3), elements=SMALL))


def brute(queries, keys, k):
    similarity = mining.unit(queries) @ mining.unit(keys).T
    index = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(similarity, index, axis=1), index


@given(vectors(40), vectors(40), st.integers(1, 6), st.integers(1, 9))
def test_blocks_find_the_neighbours_that_the_whole_matrix_has(source, target, k, size):
    ahead, back = mining.neighbours_both_ways(source, target, k, size=size)
    for found, (queries, keys) in ((ahead, (source, target)), (back, (target, source))):
        score, _ = brute(queries, keys, k)
        np.testing.assert_allclose(found.score, score, atol=1e-6)
        similarity = mining.unit(queries) @ mining.unit(keys).T
        np.testing.assert_allclose(np.take_along_axis(similarity, found.key, axis=1), score, atol=1e-6)
        assert all(len(set(row)) == len(row) for row in found.key.tolist())
    alone = mining.neighbours(source, target, k, size=size)
    np.testing.assert_array_equal(alone.key, ahead.key)


def test_of_equal_similarities_the_first_comes_first():
    keys = np.tile(np.eye(2, dtype=np.float32), (50, 1))
    found = mining.neighbours(np.array([[0, 2]], np.float32), keys, k=3, size=7)
    assert found.key.tolist() == [[1, 3, 5]]
    assert found.score.tolist() == [[1, 1, 1]]


def test_many_vectors_have_the_neighbours_of_the_whole_matrix():
    draw = np.random.default_rng(5)
    source, target = draw.standard_normal((300, 16), np.float32), draw.standard_normal((500, 16), np.float32)
    found = mining.neighbours(source, target, k=4, size=128)
    score, index = brute(source, target, 4)
    np.testing.assert_array_equal(found.key, index)
    np.testing.assert_allclose(found.score, score, rtol=1e-5)


def test_equal_candidates_go_to_the_first():
    index = np.random.default_rng(1).random((300, 64)).astype(np.float32)
    index[[7, 150, 299]] = index[7]
    assert mining.nearest(index[[299, 150, 7, 8]], index).tolist() == [7, 7, 7, 8]


def test_a_vector_of_zeros_is_near_to_nothing_and_no_error():
    index = np.array([[0, 0], [1, 0]], dtype=np.float32)
    assert mining.nearest(np.array([[0, 0], [2, 0]], dtype=np.float32), index).tolist() == [0, 1]


@given(st.integers(1, 40), st.integers(1, 8), st.integers(0, 2**16))
@settings(max_examples=30)
def test_nearest_is_the_largest_cosine(count, width, seed):
    random = np.random.default_rng(seed)
    queries, index = (random.standard_normal((count, width)).astype(np.float32) for _ in range(2))
    exact = queries.astype(float) @ index.astype(float).T / np.linalg.norm(index.astype(float), axis=1)
    found = exact[np.arange(count), mining.nearest(queries, index)]
    assert np.all(found >= exact.max(axis=1) - 1e-5 * np.linalg.norm(queries, axis=1))


def test_blocks_make_no_difference_to_the_nearest():
    random = np.random.default_rng(2)
    index = random.standard_normal((mining.BLOCK + 77, 16)).astype(np.float32)
    assert mining.nearest(index, index).tolist() == list(range(mining.BLOCK + 77))


def test_the_ratio_margin_is_that_worked_by_hand():
    # Two unit vectors a side in the plane; cosines: a-x 1, a-y 0.6, b-x 0, b-y 0.8.
    source = np.array([[1, 0], [0, 1]], np.float32)
    target = np.array([[5, 0], [0.6, 0.8]], np.float32)
    mined = mining.mine(source, target, k=2)
    # Means: a 0.8, b 0.4, x 0.5, y 0.7. Margins: a-x 1 / 0.65, b-y 0.8 / 0.55.
    assert mined.source.tolist() == [0, 1]
    assert mined.target.tolist() == [0, 1]
    np.testing.assert_allclose(mined.score, [1 / 0.65, 0.8 / 0.55], rtol=1e-6)


@given(vectors(20), vectors(20), st.integers(1, 4))
def test_no_sentence_is_in_two_pairs_and_margins_fall(source, target, k):
    mined = mining.mine(source, target, k)
    assert len(set(mined.source.tolist())) == len(mined.source) == len(set(mined.target.tolist()))
    assert np.all(np.diff(mined.score) <= 0)
    assert np.all(mined.score > 0)


def test_shuffled_noisy_translations_are_found_again():
    draw = np.random.default_rng(1)
    source = draw.standard_normal((400, 32), np.float32)
    order = draw.permutation(400)
    target = (source + 0.5 * draw.standard_normal((400, 32), np.float32))[order]
    mined = mining.mine(source, target)
    assert np.mean(order[mined.target] == mined.source) > 0.99


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_vectors_that_are_not_finite_are_refused(bad):
    vectors = np.ones((3, 2), np.float32)
    vectors[1, 0] = bad
    with pytest.raises(ValueError, match=r"rows \[1\] are not finite"):
        mining.mine(np.ones((3, 2), np.float32), vectors)


def test_the_threshold_lies_midway_where_f1_is_best():
    scores, right = np.array([1.0, 3.0, 2.0, 4.0]), np.array([False, True, False, True])
    assert mining.threshold(scores, right, gold=2) == 2.5
    assert mining.threshold(scores, np.array([True, True, False, True]), gold=3) == 1.0


def test_equal_scores_are_parted_as_the_evaluator_does():
    # The best F1 is that of the first pair alone; the next one has the same score, so that the threshold keeps both.
    assert mining.threshold(np.array([2.0, 2.0, 1.0]), np.array([True, False, False]), gold=1) == 2.0
    assert mining.threshold(np.array([2.0, 2.0, 1.0]), np.array([False, True, False]), gold=1) == 1.5


def test_where_no_pair_is_right_the_threshold_is_zero():
    assert mining.threshold(np.array([2.0, 1.0]), np.array([False, False]), gold=5) == 0.0
    with pytest.raises(UserError, match="no sentence pairs to choose a threshold from"):
        mining.threshold(np.array([]), np.array([], bool), gold=5)


def xtreme_threshold(scored, gold):
    """XTREME's rule, pair by pair: the midpoint below the pair at which F1 was best for the first time.

    Its last pair has no pair below, where the original stops with an IndexError.
    """
    items = sorted(scored, key=lambda item: -item[0])
    best, chosen, correct = 0, 0, 0
    for place, (score, right) in enumerate(items):
        correct += right
        if correct:
            precision, recall = correct / (place + 1), correct / gold
            f1 = 2 * precision * recall / (precision + recall)
            if f1 > best:
                best = f1
                below = items[place + 1][0] if place + 1 < len(items) else score
                chosen = (score + below) / 2
    return chosen


def test_the_threshold_is_that_of_xtreme_on_ten_thousand_sets_of_pairs():
    draw = random.Random(4)
    for _ in range(10_000):
        values = [draw.random() for _ in range(draw.randint(1, 6))]
        scored = [
            (draw.choice(values) if draw.random() < 0.7 else draw.random(), draw.random() < 0.4) for _ in range(20)
        ]
        scored = scored[: draw.randint(1, 20)]
        gold = max(1, sum(right for _, right in scored) + draw.randint(0, 4))
        ours = mining.threshold(np.array([s for s, _ in scored]), np.array([r for _, r in scored]), gold)
        assert ours == xtreme_threshold(scored, gold)


def xtreme_pairs(source, target, k):
    """XTREME's mining in words of its own: both directions' best margins, greedily, one sentence in one pair."""
    similarity = mining.unit(source) @ mining.unit(target).T
    near = [brute(*sides, min(k, len(sides[1])))[1] for sides in ((source, target), (target, source))]
    means = (
        [similarity[i, near[0][i]].mean(dtype=np.float64) for i in range(len(source))],
        [similarity[near[1][j], j].mean(dtype=np.float64) for j in range(len(target))],
    )

    def margin(i, j):
        scale = (means[0][i] + means[1][j]) / 2
        return similarity[i, j] / scale if scale else 0.0

    proposals = [max(((margin(i, j), i, j) for j in near[0][i]), key=lambda p: p[0]) for i in range(len(source))]
    proposals += [max(((margin(i, j), i, j) for i in near[1][j]), key=lambda p: p[0]) for j in range(len(target))]
    pairs, sources, targets = [], set(), set()
    for score, i, j in sorted(proposals, key=lambda proposal: -proposal[0]):
        if i not in sources and j not in targets:
            sources.add(i)
            targets.add(j)
            if score > 0:
                pairs.append((i, j))
    return pairs


@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(1, 12), st.integers(1, 4))
def test_pairs_are_those_of_xtreme(seed, sources, targets, k):
    draw = np.random.default_rng(seed)
    source, target = draw.standard_normal((sources, 4), np.float32), draw.standard_normal((targets, 4), np.float32)
    mined = mining.mine(source, target, k)
    assert list(zip(mined.source.tolist(), mined.target.tolist(), strict=True)) == xtreme_pairs(source, target, k)
