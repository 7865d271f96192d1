from hypothesis import given
from hypothesis import strategies as st

from xstilts.study.overlap import Finder, Overlap, fold


def test_case_punctuation_width_and_spacing_are_folded():
    assert fold("It’s RAINING , “cats”．") == fold("it's raining, cats") == "itsrainingcats"
    assert fold("ＡＢＣ１") == "abc1"


def test_vowel_signs_stay():
    assert fold("की") != fold("कि")


@given(st.text())
def test_folding_twice_changes_nothing_for_what_is_dropped(text):
    assert not any(char in fold(text) for char in " .,;!?\t\n")


def test_evaluation_text_in_training_text_is_counted_once_a_text():
    finder = Finder()
    finder.add(("xnli", "test", "en"), ["A cat.", "A cat!", "A dog.", "..."])
    finder.add(("xnli", "test", "de"), ["Eine Katze."])
    finder.look("snli", ["a cat", "A CAT", "a bird"])
    finder.look("sick", ["eine katze"])
    assert finder.overlaps() == (
        Overlap(train="sick", task="xnli", split="test", language="de", texts=1, total=1, sample="Eine Katze."),
        Overlap(train="snli", task="xnli", split="test", language="en", texts=1, total=2, sample="A cat."),
    )
