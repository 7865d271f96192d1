import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import RidgeClassifier

from xstilts.metrics import language_identity
from xstilts.metrics.language_identity import RIDGE


def parallel(seed, *, languages=3, items=40, width=6, apart=1.0):
    """Sentences of `items` in every language: what they say, the mark of the language, and noise."""
    draw = np.random.default_rng(seed)
    content, marks = draw.standard_normal((items, width)), apart * draw.standard_normal((languages, width))
    vectors = content[None] + marks[:, None] + 0.5 * draw.standard_normal((languages, items, width))
    return vectors.reshape(-1, width), np.repeat(np.arange(languages), items), np.tile(np.arange(items), languages)


@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_the_probe_is_a_ridge_classifier_with_folds_of_items(seed, languages):
    vectors, language, item = parallel(seed, languages=languages)
    hits = language_identity.probe_hits(vectors, language, item, folds=4)
    for fold in range(4):
        held = item % 4 == fold
        train = vectors[~held]
        alpha = RIDGE * np.sum((train - train.mean(axis=0)) ** 2) / train.shape[1]
        theirs = RidgeClassifier(alpha=alpha).fit(train, language[~held]).predict(vectors[held])
        assert hits[held].tolist() == (theirs == language[held]).astype(float).tolist()


def test_marked_languages_are_told_and_unmarked_ones_are_at_chance():
    marked = language_identity.probe_hits(*parallel(0, apart=5))
    assert marked.mean() > 0.99
    # Without marks: 3 x 1,000 guesses with 1/3, standard deviation 0.0086; five of them.
    unmarked = language_identity.probe_hits(*parallel(0, items=1000, apart=0))
    assert unmarked.mean() == pytest.approx(1 / 3, abs=0.043)


def test_the_probe_does_not_learn_languages_from_what_their_items_say():
    """Each item has one vector in all languages: with its translations held back, nothing tells languages apart."""
    content = np.random.default_rng(1).standard_normal((20, 30))
    vectors, language, item = np.tile(content, (2, 1)), np.repeat([0, 1], 20), np.tile(np.arange(20), 2)
    assert language_identity.probe_hits(vectors, language, item).mean() == 0.5


@given(st.integers(0, 2**16), st.floats(0.01, 100))
def test_rotation_scale_and_shift_change_nothing(seed, scale):
    vectors, language, item = parallel(seed)
    turn = np.linalg.qr(np.random.default_rng(seed).standard_normal((6, 6)))[0]
    changed = vectors @ turn * scale + 3
    expected = language_identity.probe_hits(vectors, language, item)
    assert abs(language_identity.probe_hits(changed, language, item).sum() - expected.sum()) <= 1  # a near tie
    x, y = vectors[language == 0], vectors[language == 1]
    assert language_identity.centroid_distance(changed[language == 0], changed[language == 1]) == pytest.approx(
        language_identity.centroid_distance(x, y), rel=1e-9
    )


def test_the_centroid_distance_is_that_worked_by_hand():
    x, y = np.array([[0.0, 0], [2, 0]]), np.array([[5.0, 1], [5, -1], [5, 3], [5, -3]])
    # Means (1, 0) and (5, 0). Squared distances from their own: 1, 1 and 1, 1, 9, 9, on average 22 / 6.
    assert language_identity.centroid_distance(x, y) == pytest.approx(4 / np.sqrt(22 / 6))
    assert language_identity.centroid_distance(x[:1], y[:1]) == np.inf
    assert language_identity.centroid_distance(x[:1], x[:1]) == 0


def test_collapsed_vectors_are_at_chance_and_no_error():
    _, language, item = parallel(0)
    assert language_identity.probe_hits(np.ones((120, 6)), language, item).mean() == pytest.approx(1 / 3)


def test_one_language_or_few_items_are_refused():
    vectors, language, item = parallel(0)
    with pytest.raises(ValueError, match="1 languages and 40 items"):
        language_identity.probe_hits(vectors, np.zeros_like(language), item)
    with pytest.raises(ValueError, match="3 languages and 2 items, expected 2 and 5"):
        language_identity.probe_hits(vectors, language, item % 2)
