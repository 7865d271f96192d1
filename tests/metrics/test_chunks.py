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
        assert chunks.chunks(tags) == {tuple(run) for run in runs}


@pytest.mark.filterwarnings("ignore:.*seems not to be NE tag")
@given(sentences(POS))
def test_bare_tags_score_as_in_the_installed_seqeval(pair):
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
