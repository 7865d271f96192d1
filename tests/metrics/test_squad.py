import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics import squad


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The  U.S. President's", ["us", "presidents"]),
        ("an A-Team, a theatre", ["ateam", "theatre"]),
        ("das Haus", ["das", "haus"]),
        ("答案。", ["答案。"]),
        ("the a an", []),
    ],
)
def test_answers_are_normalised_as_english(text, words):
    assert squad.words(text) == words


@pytest.mark.parametrize(
    ("prediction", "answers", "exact", "f1"),
    [
        ("The Eiffel Tower", ["eiffel tower!"], 1, 1),
        ("big red big dog", ["big dog"], 0, 2 * 2 / 6),
        ("red", ["blue", "red fox"], 0, 2 / 3),
        ("blue", ["red fox", "blue"], 1, 1),
        ("中国人", ["中国"], 0, 0),
        ("", ["x"], 0, 0),
        ("the", ["a"], 1, 0),  # both are empty once normalised: SQuAD 1.1 then says equal, and F1 0
    ],
)
def test_the_best_gold_answer_counts(prediction, answers, exact, f1):
    assert squad.best(prediction, answers) == pytest.approx((exact, f1))


def test_exact_match_and_f1_may_come_from_different_answers():
    assert squad.best("a b c", ["c d", "b c"]) == (1, 1)
    assert squad.best("x y", ["x z", "w"]) == (0, 0.5)


def test_a_question_without_answers_is_refused_by_squad_11():
    with pytest.raises(ValueError, match="without gold answers"):
        squad.best("x", [])


@pytest.mark.parametrize(
    ("prediction", "answers", "score"),
    [("", [], (1, 1)), ("x", [], (0, 0)), ("", ["x"], (0, 0)), ("the", ["a"], (1, 1)), ("x y", ["x"], (0, 2 / 3))],
)
def test_squad_2_rewards_silence_where_there_is_no_answer(prediction, answers, score):
    assert squad.best_or_none(prediction, answers) == pytest.approx(score)


@given(st.text(max_size=20), st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_scores_are_between_none_and_all(prediction, answers):
    match = squad.best(prediction, answers)
    assert 0 <= match.f1 <= 1
    assert match.exact in (0, 1)
    assert match.exact <= match.f1 or not squad.words(prediction)
