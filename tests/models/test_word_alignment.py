"""IBM Model 1 against cases worked by hand."""

import pytest

from xstilts.models.word_alignment import translations

THE, HOUSE, BOOK, DAS, HAUS, BUCH = range(6)
SOURCE = [[DAS, HAUS], [DAS, BUCH]]
TARGET = [[THE, HOUSE], [THE, BOOK]]


def test_one_iteration_by_hand() -> None:
    """Every link starts alike: each word shares its explanation equally among the two of its sentence."""
    found = translations(SOURCE, TARGET, vocabulary=6, iterations=1).toarray()
    assert found[DAS, [THE, HOUSE, BOOK]] == pytest.approx([0.25, 0.125, 0.125])
    assert found[HAUS, [THE, HOUSE, BOOK]] == pytest.approx([0.125, 0.25, 0])


def test_the_commonest_word_finds_its_translation() -> None:
    found = translations(SOURCE, TARGET, vocabulary=6, iterations=30).toarray()
    assert found[[DAS, HAUS, BUCH]].argmax(axis=1).tolist() == [THE, HOUSE, BOOK]
    assert found[DAS, THE] > 0.9


def test_swapping_the_sides_transposes_the_links() -> None:
    forth, back = (translations(*sides, vocabulary=6) for sides in ((SOURCE, TARGET), (TARGET, SOURCE)))
    assert forth.toarray() == pytest.approx(back.toarray().T)


def test_long_and_empty_pairs_give_no_links() -> None:
    assert translations([[DAS] * 60, []], [[THE], [BOOK]], vocabulary=6).nnz == 0
