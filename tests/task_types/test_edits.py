"""Edits of texts carry labels along, or are not allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.task_types.classification import Classification, Text
from xstilts.task_types.edits import EditableText, Replacement, moved, rewritten
from xstilts.task_types.span_qa import Answer, Question, SpanQA
from xstilts.task_types.tagging import Tagged, Tagging

PAIR = Text(id="1", language="en", text="one two", second="two one", label="1")


def test_the_other_label_is_known_for_pairs_of_equal_meaning_alone():
    kind = Classification(labels=("0", "1"), same="1")
    assert kind.flipped(PAIR).label == "0"
    assert kind.flipped(kind.flipped(PAIR)) is None
    assert Classification(labels=("0", "1")).flipped(PAIR) is None


@pytest.mark.parametrize(("labels", "same"), [(("a", "b", "c"), "a"), (("a", "b"), "c")])
def test_a_label_of_equal_meaning_needs_one_other(labels, same):
    with pytest.raises(ValueError, match=r"same: .* is not one of two labels"):
        Classification(labels=labels, same=same)


def test_words_keep_their_tags_and_no_edit_crosses_a_word():
    kind = Tagging(tags=("A", "B"))
    sentence = Tagged(id="1", language="en", words=("one", "two"), tags=("A", "B"))
    (text,) = kind.editable(sentence)
    inside = Replacement(0, 5, 6, "ww")
    assert text.allows(inside)
    assert not text.allows(Replacement(0, 3, 4, ""))  # joins two words
    assert not text.allows(Replacement(0, 1, 2, "n n"))  # makes two of one
    assert not text.allows(Replacement(0, 7, 7, "!"))  # is beside the word
    edited = kind.edited(sentence, [inside, Replacement(0, 0, 1, "O")])
    assert (edited.words, edited.tags) == (("One", "twwo"), ("A", "B"))
    assert kind.flipped(sentence) is None


def test_answers_move_with_their_context():
    kind = SpanQA()
    asked = Question(
        id="1",
        language="en",
        context="In the old town",
        question="Where?",
        answers=(Answer("old", 7), Answer("town", 11)),
    )
    context, _ = kind.editable(asked)
    edits = [Replacement(0, 0, 2, "Within"), Replacement(0, 8, 9, "Ll"), Replacement(1, 0, 5, "Whre")]
    assert all(context.allows(edit) for edit in edits[:2])
    assert not context.allows(Replacement(0, 5, 8, "x"))  # crosses the border of an answer
    assert not context.allows(Replacement(0, 6, 12, "x"))  # holds an answer
    edited = kind.edited(asked, edits)
    assert edited.context == "Within the oLld town"
    assert edited.answers == (Answer("oLld", 11), Answer("town", 16))
    assert edited.question == "Whre?"
    assert kind.check(edited) is None


@given(st.data())
def test_a_stretch_is_found_again_after_any_allowed_edits(data):
    text = data.draw(st.text("abc ", min_size=3, max_size=20))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    editable = EditableText(text, ((start, end),))
    replacements, last = [], 0
    while last < len(text):
        first = data.draw(st.integers(last, len(text)))
        until = data.draw(st.integers(first, len(text)))
        replacement = Replacement(0, first, until, data.draw(st.sampled_from(["", "x", "yz"])))
        if editable.allows(replacement):
            replacements.append(replacement)
        last = until + 1
    after = rewritten(text, replacements, 0)
    new = moved((start, end), replacements, 0)
    own = [
        r._replace(start=r.start - start, end=r.end - start) for r in replacements if start <= r.start and r.end <= end
    ]
    kept = [r for r in own if r.start < r.end or 0 < r.start < end - start]
    assert after[new[0] : new[1]] == rewritten(text[start:end], kept, 0)
