import numpy as np
import pytest
import torch

from xstilts.models.aligned_embeddings import aligned_embeddings, place

WORDS = 30


def pairs() -> tuple[list[list[int]], list[list[int]]]:
    """Sentences of the words 0 to 29, 0 in all of them, and translations: word w is w + 30; 60 occurs in none."""
    rng = np.random.default_rng(0)
    sentences = [[0, *rng.integers(1, WORDS, 6).tolist()] for _ in range(400)]
    return sentences, [[word + WORDS for word in sentence] for sentence in sentences]


def test_a_word_lies_nearest_to_its_translation() -> None:
    vectors = aligned_embeddings(*pairs(), vocabulary=2 * WORDS + 1, width=20)
    likeness = vectors[:WORDS] @ vectors[WORDS : 2 * WORDS].T
    assert likeness.argmax(axis=1).tolist() == list(range(WORDS))


def test_vectors_have_length_one_and_unseen_words_none() -> None:
    vectors = aligned_embeddings(*pairs(), vocabulary=2 * WORDS + 1, width=20)
    assert np.linalg.norm(vectors[:-1], axis=1) == pytest.approx(1, abs=1e-5)
    assert not vectors[-1].any()


def test_equal_pairs_give_equal_bits() -> None:
    first, second = (aligned_embeddings(*pairs(), vocabulary=61, width=20) for _ in range(2))
    assert np.array_equal(first, second)


def test_known_vectors_replace_random_ones() -> None:
    torch.manual_seed(0)
    embeddings = torch.nn.Embedding(3, 4)
    before = embeddings.weight.detach().clone()
    place(np.array([[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]], dtype=np.float32), embeddings)
    assert torch.equal(embeddings.weight[1], before[1])
    assert embeddings.weight[[0, 2]].tolist() == [[1, 0, 0, 0], [0, 0, 1, 0]]
