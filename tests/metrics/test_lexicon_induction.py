import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics import lexicon_induction

EMBEDDINGS = np.array([[1, 0], [0, 1], [3, 4], [-1, 2]], np.float32)


def test_a_word_of_several_pieces_is_their_mean():
    words = lexicon_induction.word_vectors(EMBEDDINGS, [[2], [0, 1], [0, 0, 3]])
    assert words.tolist() == [[3, 4], [0.5, 0.5], pytest.approx([1 / 3, 2 / 3])]
    assert words.dtype == np.float32


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=5), min_size=1, max_size=9))
def test_means_are_those_of_every_word_by_itself(pieces):
    expected = [EMBEDDINGS[word].astype(float).mean(axis=0) for word in pieces]
    np.testing.assert_allclose(lexicon_induction.word_vectors(EMBEDDINGS, pieces), expected, atol=1e-6)


def test_a_word_without_pieces_is_refused():
    with pytest.raises(ValueError, match="word 1 has no pieces"):
        lexicon_induction.word_vectors(EMBEDDINGS, [[0], []])


def test_any_of_several_translations_is_right():
    words = np.array([[1, 0.1], [0, 2], [5, 5]], np.float32)
    candidates = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
    hits = lexicon_induction.lexicon_hits(words, candidates, [{0, 2}, {2, 1}, {2}])
    assert hits.tolist() == [1, 1, 0]
    assert lexicon_induction.lexicon_hits(words, candidates, [{1}, {0}, {0, 1}]).tolist() == [0, 0, 1]


def test_candidates_with_one_vector_stand_for_each_other():
    candidates = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    word = np.array([[2, 0]], np.float32)
    assert [lexicon_induction.lexicon_hits(word, candidates, [{right}]).tolist() for right in range(3)] == [
        [1],
        [0],
        [1],
    ]


@given(st.integers(0, 2**16), st.floats(0.01, 100))
def test_hits_are_those_of_the_whole_matrix_and_see_no_lengths(seed, scale):
    draw = np.random.default_rng(seed)
    words, candidates = draw.standard_normal((30, 5)), draw.standard_normal((20, 5))
    right = [set(draw.choice(20, size=draw.integers(1, 4), replace=False).tolist()) for _ in range(30)]
    angles = words @ candidates.T / np.linalg.norm(candidates, axis=1)
    expected = [float(int(best) in own) for best, own in zip(angles.argmax(axis=1), right, strict=True)]
    found = lexicon_induction.lexicon_hits((scale * words).astype(np.float32), candidates.astype(np.float32), right)
    assert found.tolist() == expected


def test_permuted_lexicons_are_at_chance():
    """1,000 words with a translation each: hits are about Poisson(1), above 8 with probability 1e-6."""
    draw = np.random.default_rng(1)
    words = draw.standard_normal((1000, 16)).astype(np.float32)
    near = words + 0.1 * draw.standard_normal((1000, 16)).astype(np.float32)
    order = draw.permutation(1000)
    assert lexicon_induction.lexicon_hits(words, near, [{i} for i in range(1000)]).mean() > 0.99
    assert lexicon_induction.lexicon_hits(words, near, [{int(i)} for i in order]).sum() <= 8
