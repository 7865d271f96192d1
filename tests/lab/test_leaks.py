"""Baselines that read less than they should must not learn what is relational: they would show a leak."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from xstilts.lab import bitext
from xstilts.lab.exercises import EXERCISES, first
from xstilts.lab.languages import text

TRAIN, TEST = 4000, 1500
NEAR = 0.06
"""How far from chance a baseline may come; two standard errors of 1,500 items are .026."""


@pytest.fixture(scope="module")
def texts(lab):
    """(sentences, labels) of an exercise: those to train on, then those to test on."""
    made = {}

    def of(exercise):
        if exercise not in made:
            made[exercise] = [
                ([[text(s) for s in e.sentences] for e in found], [e.label for e in found])
                for found in (first(lab, exercise, "en", "train", TRAIN), first(lab, exercise, "en", "test", TEST))
            ]
        return made[exercise]

    return of


def accuracy(features, data):
    """What a logistic regression on `features(sentences)` reaches."""
    (train, known), (test, wanted) = data
    learned = LogisticRegression(max_iter=500, C=0.3).fit(features(train), known)
    return learned.score(features(test), wanted)


def words(data, chosen):
    """Features: which words the chosen sentences have, each sentence with columns of its own."""
    counters = {}
    for i in chosen:
        counters[i] = CountVectorizer(token_pattern=r"\S+").fit([sentences[i] for sentences in data[0][0]])
    return lambda rows: hstack([counters[i].transform([sentences[i] for sentences in rows]) for i in chosen]).tocsr()


def lengths(rows):
    """Features: the length of every sentence and every difference between two, as categories."""
    counts = np.array([[len(sentence.split()) for sentence in sentences] for sentences in rows])
    columns = [np.eye(20)[counts[:, i]] for i in range(counts.shape[1])]
    columns += [np.eye(40)[counts[:, i] - counts[:, j] + 20] for i in range(counts.shape[1]) for j in range(i)]
    return csr_matrix(np.hstack(columns))


@pytest.mark.parametrize("exercise", ["nli", "paws", "sts", "accept", "choice"])
def test_no_label_comes_more_often_than_chance(exercise, texts):
    _, (_, wanted) = texts(exercise)
    most = max(wanted.count(label) for label in set(wanted)) / len(wanted)
    assert most < 1 / len(EXERCISES[exercise].labels) + NEAR


@pytest.mark.parametrize("exercise", ["nli", "paws", "sts", "accept", "choice"])
def test_lengths_tell_no_label(exercise, texts):
    assert accuracy(lengths, texts(exercise)) < 1 / len(EXERCISES[exercise].labels) + NEAR


@pytest.mark.parametrize("exercise", ["nli", "paws", "sts", "choice"])
def test_words_without_their_order_tell_no_label(exercise, texts):
    data = texts(exercise)
    every = range(len(data[0][0][0]))
    assert accuracy(words(data, every), data) < 1 / len(EXERCISES[exercise].labels) + NEAR


@pytest.mark.parametrize(("exercise", "read"), [(name, side) for name in ("nli", "paws", "sts") for side in (0, 1)])
def test_one_sentence_of_a_pair_tells_no_label(exercise, read, texts):
    data = texts(exercise)
    assert accuracy(words(data, [read]), data) < 1 / len(EXERCISES[exercise].labels) + NEAR


def test_words_tell_the_topic_which_is_what_makes_the_baseline_a_baseline(texts):
    data = texts("topic")
    assert accuracy(words(data, [0]), data) > 0.95


def test_words_tell_little_of_acceptability(texts):
    data = texts("accept")
    assert accuracy(words(data, [0]), data) < 0.65


@pytest.fixture(scope="module")
def sides(texts):
    """Span questions, with the sentence that holds the answer as their label: the question itself tells the role."""
    return [(sentences, [label[0] for label in labels]) for sentences, labels in texts("qa")]


def test_lengths_do_not_tell_which_sentence_holds_the_answer(sides):
    assert accuracy(lengths, sides) < 1 / 2 + NEAR


@pytest.mark.parametrize("read", [(0, 1), (2,), (0, 1, 2)])
def test_words_do_not_tell_which_sentence_holds_the_answer(read, sides):
    assert accuracy(words(sides, read), sides) < 1 / 2 + NEAR


@pytest.mark.parametrize("features", ["lengths", "words"])
def test_a_sentence_of_a_pile_does_not_tell_whether_it_has_a_translation(features, lab):
    data = []
    for split, count in (("train", TRAIN), ("test", 1000)):
        made = bitext.piles(lab, "tr", split, count)
        right = {target for _, target in made.pairs}
        lone = [name for name in made.target if name not in right][: len(right)]
        chosen = [*sorted(right), *lone]
        data.append(([[made.target[name]] for name in chosen], [name in right for name in chosen]))
    assert accuracy(lengths if features == "lengths" else words(data, [0]), data) < 1 / 2 + NEAR


def test_words_without_their_order_tell_similarity_only_where_both_sentences_are_compared(texts):
    """The count of shared words goes with the score, and is not the score where agent and patient are exchanged."""
    _, (rows, scores) = texts("sts")
    shared = [len(set(one.split()) & set(other.split())) for one, other in rows]
    assert 0.6 < np.corrcoef(shared, [float(score) for score in scores])[0, 1] < 0.99
