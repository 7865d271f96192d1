import numpy as np
import pytest

from xstilts.metrics import wrong_language

LEXICONS = {"en": {"cat", "hotel", "die"}, "de": {"katze", "hotel", "die"}, "ru": {"кошка"}}
SCRIPTS = {"en": {"LATIN"}, "de": {"LATIN"}, "ru": {"CYRILLIC"}, "ja": {"CJK", "HIRAGANA", "KATAKANA"}}


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("cat", "LATIN"),
        ("Äpfel", "LATIN"),
        ("кошка", "CYRILLIC"),
        ("猫", "CJK"),
        ("ねこ", "HIRAGANA"),
        ("고양이", "HANGUL"),
        ("بیت", "ARABIC"),
        ("बिल्ली", "DEVANAGARI"),
        ("แมว", "THAI"),
        ("γάτα", "GREEK"),
        ("COVIDом", "LATIN"),
        ("12 %", None),
        ("", None),
    ],
)
def test_the_script_is_that_of_most_letters(text, script):
    assert wrong_language.script(text) == script


@pytest.mark.parametrize(
    ("word", "language", "wrong"),
    [
        ("katze", "en", True),  # in German alone
        ("katze", "de", False),
        ("hotel", "de", False),  # in both
        ("кошка", "de", True),  # of another script, and in Russian
        ("дом", "de", True),  # of another script, in no lexicon
        ("hund", "en", False),  # in no lexicon: a lower bound
        ("cat", "ru", True),
        ("42", "ru", False),
    ],
)
def test_a_fill_is_wrong_by_script_or_by_lexicon(word, language, wrong):
    assert wrong_language.wrong_language_fills([word], language, LEXICONS, SCRIPTS).tolist() == [float(wrong)]


def test_without_scripts_lexicons_decide_alone():
    fills = ["кошка", "дом", "katze", "cat"]
    assert wrong_language.wrong_language_fills(fills, "en", LEXICONS).tolist() == [1, 0, 1, 0]
    with pytest.raises(ValueError, match=r"no lexicon of 'ja'\. Lexicons: de, en, ru"):
        wrong_language.wrong_language_fills(["猫"], "ja", LEXICONS)


def test_the_english_pull_counts_answers_that_one_paragraph_alone_has():
    own, english = "Es liegt in Paris, 1889.", "It is in Paris, since 1889."
    answers = ["Es liegt", "It is", "1889", "", "London", "It is in Paris"]
    taken, told = wrong_language.english_pull(answers, [own] * 6, [english] * 6)
    assert taken.tolist() == [0, 1, 0, 0, 0, 1]
    assert told.tolist() == [1, 1, 0, 0, 0, 1]
    assert taken.sum() / told.sum() == pytest.approx(2 / 3)


def test_the_english_pull_of_nothing_is_empty():
    taken, told = wrong_language.english_pull([], [], [])
    assert taken.shape == told.shape == (0,)
    assert taken.dtype == np.float64
