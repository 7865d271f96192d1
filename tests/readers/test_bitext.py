import pytest

from xstilts.base.errors import UserError
from xstilts.tasks.bucc2018 import read_piles


@pytest.fixture
def piles(tmp_path):
    """Writes the three files of a set and returns their paths."""

    def piles(name, foreign, english, gold):
        texts = {"de": foreign, "en": english, "gold": gold}
        for side, text in texts.items():
            (tmp_path / f"{name}.{side}").write_text(text, encoding="utf-8")
        return [tmp_path / f"{name}.{side}" for side in texts]

    return piles


def test_sentences_are_read_with_their_matches(piles):
    paths = piles("test", "de-1\teins\nde-2\tzwei\n", "en-1\tone\nen-2\ttwo\n", "de-2\ten-1\nde-2\ten-2\n")
    found = [entry for _, entry in read_piles(paths, "de", "dev")]
    assert [(s.id, s.text, s.english, s.matches, s.tuning) for s in found] == [
        ("de-1", "eins", False, (), False),
        ("de-2", "zwei", False, ("en-1", "en-2"), False),
        ("en-1", "one", True, (), False),
        ("en-2", "two", True, (), False),
    ]
    assert {s.language for s in found} == {"de"}


def test_the_development_set_comes_after_under_ids_of_its_own(piles):
    test = piles("test", "de-1\teins\n", "en-1\tone\n", "de-1\ten-1\n")
    dev = piles("dev", "de-1\tdrei\n", "en-1\tthree\n", "de-1\ten-1\n")
    found = [entry for _, entry in read_piles([*test, *dev], "de", "test")]
    assert [(s.id, s.tuning, s.matches) for s in found] == [
        ("de-1", False, ("en-1",)),
        ("en-1", False, ()),
        ("dev/de-1", True, ("dev/en-1",)),
        ("dev/en-1", True, ()),
    ]


@pytest.mark.parametrize(
    ("gold", "told"),
    [
        ("de-1\ten-9\n", r"test.gold:1: 'en-9' is no sentence of .*test.en. Do the files belong together\?"),
        ("de-1\ten-1\nde-7\ten-1\n", r"test.gold:2: 'de-7' is no sentence of .*test.de"),
        ("de-1\n", r"test.gold:1: 1 column, expected 2 \(id, english\)"),
    ],
)
def test_gold_pairs_that_name_no_sentence_are_refused(piles, gold, told):
    with pytest.raises(UserError, match=told):
        list(read_piles(piles("test", "de-1\teins\n", "en-1\tone\n", gold), "de", "dev"))
