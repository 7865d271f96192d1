import random

import numpy as np
import pytest
import seqeval.metrics as seqeval
from hypothesis import given
from hypothesis import strategies as st

from xstilts.metrics import chunks

POS = [
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "INTJ",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "SYM",
    "VERB",
    "X",
    "_",
]
IOB = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]
IRREGULAR = [
    f"{mark}-{kind}" for mark in "BIESLU.O" for kind in ("PER", "LOC", "O", "")
] + "O B I E S L . -PER B--PER I-A-PER".split()
"""What people's files and models' outputs have: other schemes, marks without a kind, kinds without a mark."""


def sentences(tags):
    sentence = st.lists(st.tuples(st.sampled_from(tags), st.sampled_from(tags)), min_size=1, max_size=8)
    return st.lists(sentence, min_size=1, max_size=4).map(
        lambda pairs: ([[g for g, _ in s] for s in pairs], [[p for _, p in s] for s in pairs])
    )


def test_a_run_of_one_tag_is_one_chunk_but_tags_with_s_stand_alone():
    gold = [["NOUN", "NOUN", "SCONJ", "SCONJ", "X"]]
    predicted = [["NOUN", "VERB", "SCONJ", "NOUN", "X"]]
    # gold: NOUN NOUN | SCONJ | SCONJ | X; predicted: NOUN | VERB | SCONJ | NOUN | X; shared: one SCONJ and X
    assert [count.tolist() for count in chunks.overlap(gold, predicted)] == [[2], [5], [4]]
    assert chunks.score(gold, predicted) == pytest.approx((40.0, 50.0, 400 / 9))


def test_todays_seqeval_takes_sconj_for_cconj_and_loses_a_final_x():
    assert chunks.score([["CCONJ", "NOUN"]], [["SCONJ", "NOUN"]]).f1 == 50
    assert chunks.score_today([["CCONJ", "NOUN"]], [["SCONJ", "NOUN"]]).f1 == 100
    assert chunks.score([["NOUN", "X"]], [["NOUN", "NOUN"]]) == (0, 0, 0)
    assert chunks.score_today([["NOUN", "X"]], [["NOUN", "O"]]).f1 == 100


@given(sentences(POS))
def test_a_pos_chunk_is_a_maximal_run(pair):
    for tags in pair[0]:
        runs = []
        for i, tag in enumerate(tags):
            if i and tags[i - 1] == tag and not tag.startswith("S"):
                runs[-1][2] += 1
            else:
                runs.append([tag, i, i + 1])
        assert chunks.chunks([tags]) == [{tuple(run) for run in runs}]


def conll_entities(sentences):
    """The entities that seqeval 0.0.12 finds, by its rules one after the other, over all sentences in one list."""
    flat = [tag for tags in sentences for tag in [*tags, "O"]] + ["O"]
    entities, begin = [], 0
    last_tag, last_type = "O", ""
    for place, label in enumerate(flat):
        tag, type_ = label[0], label.split("-")[-1]
        ends = last_tag in ("E", "S")
        ends = ends or (last_tag == "B" and tag in ("B", "S", "O")) or (last_tag == "I" and tag in ("B", "S", "O"))
        ends = ends or (last_tag not in ("O", ".") and last_type != type_)
        begins = tag in ("B", "S")
        begins = begins or (last_tag == "E" and tag in ("E", "I")) or (last_tag == "S" and tag in ("E", "I"))
        begins = begins or (last_tag == "O" and tag in ("E", "I"))
        begins = begins or (tag not in ("O", ".") and last_type != type_)
        if ends:
            entities.append((last_type, begin, place - 1))
        if begins:
            begin = place
        last_tag, last_type = tag, type_
    return set(entities)


@pytest.mark.parametrize("tags", [POS, IOB, IRREGULAR, IOB + IRREGULAR], ids=["pos", "iob", "irregular", "mixed"])
def test_scores_are_those_of_seqeval_0_0_12_whatever_the_tags(tags):
    draw = random.Random(12)
    for _ in range(2500):
        lengths = [draw.randint(1, 8) for _ in range(draw.randint(1, 4))]
        gold, predicted = ([draw.choices(tags, k=length) for length in lengths] for _ in range(2))
        theirs, ours = conll_entities(gold), conll_entities(predicted)
        right = len(theirs & ours)
        precision, recall = right / len(ours) if ours else 0, right / len(theirs) if theirs else 0
        f1 = 2 * precision * recall / (precision + recall) if right else 0
        assert chunks.score(gold, predicted) == pytest.approx((100 * precision, 100 * recall, 100 * f1), abs=1e-9)


def test_a_chunk_that_is_never_opened_begins_where_the_last_one_did():
    # `L-O` after an O is of O's own kind and opens nothing; S closes what was opened last: B-LOC, a sentence earlier.
    found = chunks.chunks([["B-LOC"], ["L-O", "S-PER"]])
    assert found == [{("LOC", 0, 1)}, {("O", 0, 3), ("PER", 3, 4)}]


@pytest.mark.filterwarnings("ignore:.*seems not to be NE tag")
@given(sentences(POS) | sentences(IRREGULAR))
def test_bare_and_irregular_tags_score_as_in_the_installed_seqeval(pair):
    gold, predicted = pair
    ours = chunks.score_today(gold, predicted)
    theirs = chunks.TagScore(
        *(100 * f(gold, predicted, zero_division=0) for f in (seqeval.precision_score, seqeval.recall_score)),
        100 * seqeval.f1_score(gold, predicted, zero_division=0),
    )
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(sentences(IOB))
def test_entities_score_the_same_in_every_version_of_seqeval(pair):
    gold, predicted = pair
    theirs = 100 * seqeval.f1_score(gold, predicted, zero_division=0)
    assert chunks.score(gold, predicted).f1 == pytest.approx(theirs, abs=1e-9)
    assert chunks.score_today(gold, predicted).f1 == pytest.approx(theirs, abs=1e-9)


@given(sentences(POS))
def test_sentences_add_up_to_the_corpus(pair):
    right, predicted, gold = chunks.overlap(*pair)
    assert np.all(right <= np.minimum(predicted, gold))
    assert chunks.score(*pair).f1 == pytest.approx(200 * right.sum() / (predicted + gold).sum())


@given(sentences(POS))
def test_the_right_tags_score_100(pair):
    assert chunks.score(pair[0], pair[0]) == (100, 100, 100)


def test_a_sentence_of_another_length_is_refused():
    with pytest.raises(ValueError, match="sentence 2 has 1 gold tags and 2 predicted ones"):
        chunks.score([["X"], ["X"]], [["X"], ["X", "X"]])
    with pytest.raises(ValueError, match="sentence 1 has 2 gold tags and 1 predicted ones"):
        chunks.score_today([["X", "X"]], [["X"]])
    with pytest.raises(ValueError, match="argument 2 is"):
        chunks.score([["X"], ["X"]], [["X"]])


def test_nothing_to_find_and_nothing_found_scores_zero():
    assert chunks.score([["O"]], [["O"]]) == (0, 0, 0)
