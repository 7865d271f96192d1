import math
import time
import unicodedata

import numpy as np
import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xstilts.models.encoded import Encoded
from xstilts.models.tokenization import train_unigram
from xstilts.task_types import spans, windows
from xstilts.task_types.span_qa import Answer, Question, SpanQA
from xstilts.task_types.task_type import Prediction

WORDS = "the cat sat on a mat and the black dog ran after it while die Katze auf der Matte schlief".split()


def question(context, answer=None, *, name="q", asked="who sat", start=None):
    found = () if answer is None else (Answer(answer, context.index(answer) if start is None else start),)
    return Question(id=name, language="en", context=context, question=asked, answers=found)


CONTEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40)


@given(words=CONTEXTS, place=st.integers(0, 39), length=st.integers(1, 4), room=st.integers(14, 40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_answer_to_learn_is_read_back_from_its_window(xlmr, bert, words, place, length, room):
    context = " ".join(words)
    first = min(place, len(words) - 1)
    start = len(" ".join(words[:first])) + (first > 0)
    text = " ".join(words[first : first + length])
    example = question(context, text, start=start)
    for tokenizer in (xlmr, bert):
        rows = SpanQA(step=5).encode([example], tokenizer, room)
        opens = np.where(rows.per_token["char_end"] >= 0, rows.per_token["char_start"], -1)
        whole = 0
        for row in range(len(rows)):
            begin, end = rows.bounds[row], rows.bounds[row + 1]
            assert end - begin <= room
            first_token, last_token = rows.per_row["start"][row], rows.per_row["end"][row]
            if last_token:
                whole += 1
                stretch = context[: rows.per_token["char_end"][begin + last_token]]
                assert stretch.endswith(text)
                if opens[begin + first_token] >= 0:
                    assert stretch[opens[begin + first_token] :].strip() == text
        # An answer of at most half a window is whole in one at least.
        if 2 * len(tokenizer(text)["input_ids"]) < room - 12:
            assert whole


@given(words=CONTEXTS, room=st.integers(12, 40), step=st.integers(1, 50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_token_may_start_an_answer_in_one_window_and_ends_it_wherever_shown(xlmr, words, room, step):
    context = " ".join(words)
    rows = SpanQA(step=step).encode([question(context)], xlmr, room)
    opens, closes = rows.per_token["char_start"], rows.per_token["char_end"]
    whole = xlmr(context, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    starts = sorted((int(o), int(c)) for o, c in zip(opens, closes, strict=True) if o >= 0)
    assert starts == [tuple(pair) for pair in whole]
    assert set(closes[closes >= 0]) == {end for _, end in whole}
    assert np.all(rows.tokens[rows.bounds[:-1]] == 0)
    assert np.all(rows.tokens[rows.bounds[1:] - 1] == 2)


def test_token_types_tell_question_from_context(bert):
    rows = SpanQA().encode([question("the cat sat")], bert, 40)
    expected = bert("who sat", "the cat sat")
    assert rows.tokens.tolist() == expected["input_ids"]
    assert rows.per_token["token_types"].tolist() == expected["token_type_ids"]


def test_a_question_too_long_is_cut_and_one_without_room_refused(xlmr):
    example = question("the cat", asked="sat " * 30)
    rows = SpanQA(question_length=5).encode([example], xlmr, 20)
    assert rows.row_lengths.max() <= 20
    with pytest.raises(Exception, match="leaves no room for a context beside a question"):
        SpanQA(question_length=60).encode([example], xlmr, 20)


def naive_best(rows, scores, count, longest):
    """The usual loops: the best starts of every window with its best ends."""
    best = {}
    for row in range(len(rows)):
        here = range(rows.bounds[row], rows.bounds[row + 1])
        for column, name in ((0, "char_start"), (1, "char_end")):
            allowed = [t for t in here if rows.per_token[name][t] >= 0]
            ranked = sorted(allowed, key=lambda t: -scores[t, column])[:count]
            if column == 0:
                starts = ranked
        for s in starts:
            for e in ranked:
                if 0 <= e - s < longest:
                    entry = (
                        scores[s, 0] + scores[e, 1],
                        rows.per_token["char_start"][s],
                        rows.per_token["char_end"][e],
                    )
                    best.setdefault(int(rows.example[row]), []).append(entry)
    return {example: sorted(found, reverse=True)[:count] for example, found in best.items()}


@given(contexts=st.lists(CONTEXTS, min_size=1, max_size=4), seed=st.integers(0, 99), count=st.integers(1, 6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_n_best_spans_are_those_of_the_usual_loops(xlmr, contexts, seed, count):
    examples = [question(" ".join(words), name=str(i)) for i, words in enumerate(contexts)]
    rows = SpanQA(step=6).encode(examples, xlmr, 24)
    scores = np.random.default_rng(seed).random((len(rows.tokens), 2))
    found = spans.n_best(rows, scores, count=count, longest=4)
    for example, expected in naive_best(rows, scores, count, 4).items():
        own = found.example == example
        ours = list(zip(found.score[own], found.start[own], found.end[own], strict=True))
        assert ours == expected
    assert set(found.example) == set(range(len(examples)))


def decoded(kind, examples, tokenizer, room, mark):
    """Predictions where `mark` gives the scores of (start, end) tokens by their characters."""
    rows = kind.encode(examples, tokenizer, room)
    outputs = []
    for row in range(len(rows)):
        own = slice(rows.bounds[row], rows.bounds[row + 1])
        scores = np.zeros((rows.bounds[row + 1] - rows.bounds[row], 2), np.float32)
        for token, (start, end) in enumerate(
            zip(rows.per_token["char_start"][own], rows.per_token["char_end"][own], strict=True)
        ):
            scores[token] = mark(rows.example[row], start, end)
        outputs.append(scores)
    return kind.decode(examples, rows, outputs)


def test_the_best_span_over_all_windows_is_the_prediction(xlmr):
    context = " ".join(WORDS)
    example = question(context, "die Katze")
    start, end = context.index("die"), context.index("Katze") + 5
    right = decoded(SpanQA(step=6), [example], xlmr, 24, lambda _, s, e: (9.0 * (s == start), 9.0 * (e == end)))
    assert right[0].value == "die Katze"
    assert right[0].confidence > 0.9
    assert {name: 100 * items.ratio for name, items in SpanQA().score([example], right).items()} == {
        "f1": 100,
        "exact_match": 100,
        "mean": 100,
    }


@pytest.mark.parametrize(
    ("context", "answer"),
    [
        ("the cafe\u0301 in town", "cafe\u0301"),
        ("e\u0301cole in town", "e\u0301cole"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af sat", "\u1112\u1161\u11ab\u1100\u1173\u11af"),  # decomposed Hangul
        ("a 👩\u200d🚀 sat", "👩\u200d🚀"),
        ("वह हिन्दी में", "हिन्दी"),
        ("the cat", "the cat"),
    ],
)
def test_an_answer_ends_with_a_whole_character(context, answer):
    tokenizer = train_unigram(
        [context, answer, unicodedata.normalize("NFC", context)] * 40, vocabulary=80, max_length=64
    )
    kind, example = SpanQA(), question(context, answer)
    rows = kind.encode([example], tokenizer, 64)
    scores = np.zeros((len(rows.tokens), 2), np.float32)
    scores[rows.per_row["start"][0], 0] = scores[rows.per_row["end"][0], 1] = 9
    assert kind.decode([example], rows, [scores])[0].value == answer


@given(
    words=st.lists(st.text(st.sampled_from("ae\u0301\u0308한हिन्👩\u200d🚀🏽🇩🇪\u0600क"), min_size=1), min_size=1),
    data=st.data(),
)
def test_a_stretch_is_widened_to_whole_characters_and_no_further(words, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    ends = [0, *(found.end() for found in regex.finditer(r"\X", text))]
    begin, finish = spans.whole_characters(text, start, end)
    assert (begin, finish) == (max(e for e in ends if e <= start), min(e for e in ends if e >= end))


def test_silence_is_predicted_where_no_span_beats_it(xlmr):
    examples = [question("the cat sat", name="a"), question("the dog ran", "dog", name="b")]
    kind = SpanQA(unanswerable=True)
    rows = kind.encode(examples, xlmr, 40)
    outputs = []
    for row, null in enumerate((5.0, -5.0)):
        scores = np.zeros((rows.row_lengths[row], 2), np.float32)
        scores[0] = null
        outputs.append(scores)
    said = kind.decode(examples, rows, outputs)
    assert said[0].value == ""
    assert said[1].value
    assert kind.score(examples, said)["exact_match"].numerator[0] == 1
    assert SpanQA(unanswerable=True, null_threshold=11).decode(examples, rows, outputs)[0].value
    assert [p.value != "" for p in SpanQA().decode(examples, rows, outputs)] == [True, True]


def test_an_example_always_has_an_answer_even_if_best_starts_follow_best_ends(xlmr):
    context = "the cat sat on a mat"
    found = decoded(SpanQA(n_best=1), [question(context)], xlmr, 40, lambda _, s, e: (float(s), -float(e)))
    assert found[0].value
    assert found[0].value in context


def test_answers_that_are_not_where_they_should_be_are_refused():
    assert SpanQA().check(question("the cat", "cat")) is None
    told = SpanQA().check(question("the cat", "cat", start=3))
    assert told == "answer 'cat' is not at character 3 of its context, there is ' ca'. Mend the offset."
    assert "not at character -3" in SpanQA().check(question("the cat", "cat", start=-3))
    assert "without an answer" in SpanQA().check(question("the cat"))
    assert SpanQA(unanswerable=True).check(question("the cat")) is None
    assert "empty" in SpanQA().check(question(" ", "x", start=0))


def test_scores_follow_the_rules_of_the_data_set():
    example = Question(id="q", language="de", context="Das Haus", question="?", answers=(Answer("Das Haus", 0),))
    said = [Prediction("q", "de", "Haus")]
    assert 100 * SpanQA().score([example], said)["exact_match"].ratio == 0
    assert 100 * SpanQA().score([example], said)["f1"].ratio == pytest.approx(200 / 3)
    assert 100 * SpanQA(rules="mlqa").score([example], said)["exact_match"].ratio == 100


def test_guessing_says_the_most_frequent_answer():
    examples = [question("a b", answer, name=name) for name, answer in (("1", "a"), ("2", "b"), ("3", "b"))]
    assert [said.value for said in SpanQA().guess(examples)] == ["b", "b", "b"]


def test_nothing_to_read_gives_nothing(xlmr):
    rows = SpanQA().encode([], xlmr, 32)
    assert len(rows) == 0
    assert SpanQA().decode([], rows, []) == []


def test_many_windows_are_decoded_quickly():
    draw = np.random.default_rng(0)
    lengths = draw.integers(150, 384, 2000)
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    position = np.arange(bounds[-1]) - np.repeat(bounds[:-1], lengths)
    chars = np.where(position > 20, position, -1).astype(np.int32)
    rows = Encoded(
        tokens=np.zeros(bounds[-1], np.int32),
        bounds=bounds,
        row_bounds=np.arange(2001),
        example=(np.arange(2000) // 2).astype(np.int32),
        per_token={"char_start": chars, "char_end": chars + 1},
    )
    scores = draw.standard_normal((bounds[-1], 2))
    begun = time.process_time()
    found = spans.n_best(rows, scores, count=20, longest=30)
    assert time.process_time() - begun < 2.0
    assert np.all(np.bincount(found.example) == 20)
    assert math.isclose(found.score[0], max(e[0] for e in naive_best(rows, scores, 20, 30)[0]))


def test_a_most_central_window_is_chosen_for_every_token():
    central = windows._most_central(np.array([0, 4]), np.array([8, 12]), 12)
    assert central.astype(int).tolist() == [[1] * 6 + [0] * 6, [0] * 6 + [1] * 6]
