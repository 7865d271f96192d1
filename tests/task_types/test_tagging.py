import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities

from xstilts.models.encoded import IGNORED
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.tagging import Tagged, Tagging
from xstilts.task_types.task_type import Prediction

UPOS = tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())
POS = Tagging(tags=UPOS)
NER = Tagging(tags=("O", "B-PER", "I-PER", "B-LOC", "I-LOC"))


def tagged(tags, words=None, number=0):
    words = words or [f"w{i}" for i in range(len(tags))]
    return Tagged(id=str(number), language="en", words=tuple(words), tags=tuple(tags))


def scores(kind, gold, said):
    examples = [tagged(tags, number=i) for i, tags in enumerate(gold)]
    return kind.score(examples, [Prediction(str(i), "en", tags) for i, tags in enumerate(said)])


def oracle(rows):
    """Outputs of a model that is always right: the gold tag's score at labelled tokens, anything elsewhere."""
    ends = rows.bounds[rows.row_bounds]
    noise = np.random.default_rng(0)
    outputs = []
    for row in range(len(rows)):
        labels = rows.per_token["labels"][ends[row] : ends[row + 1]]
        logits = noise.random((len(labels), len(UPOS))).astype(np.float32)
        logits[labels != IGNORED, labels[labels != IGNORED]] = 2
        outputs.append(logits)
    return outputs


def test_the_head_has_one_output_a_tag():
    assert POS.head == HeadSpec(kind="token", outputs=17, labels=UPOS)


def test_the_first_piece_of_a_word_carries_its_tag(xlmr):
    example = tagged(["DET", "NOUN"], ["the", "Matte"])
    rows = POS.encode([example], xlmr, 64)
    pieces = [len(ids) for ids in xlmr(["the", "Matte"], add_special_tokens=False)["input_ids"]]
    expected = [IGNORED, 5, *[IGNORED] * (pieces[0] - 1), 7, *[IGNORED] * (pieces[1] - 1), IGNORED]
    assert rows.per_token["labels"].tolist() == expected
    assert xlmr.decode(rows.tokens) == "<s> the Matte</s>"


def test_a_long_sentence_is_cut_between_words_and_joined_again(xlmr):
    words = "die Katze saß auf der Matte und schlief".split()
    example = tagged(UPOS[: len(words)], words)
    rows = POS.encode([tagged(["X"], ["cat"], 9), example], xlmr, 12)
    assert len(rows) > 2
    assert rows.example.tolist() == [0, *[1] * (len(rows) - 1)]
    assert rows.row_lengths.max() <= 12
    text = " ".join(
        xlmr.decode(rows.tokens[rows.bounds[r] : rows.bounds[r + 1]], skip_special_tokens=True)
        for r in range(1, len(rows))
    )
    assert text == " ".join(words)
    said = POS.decode([tagged(["X"], ["cat"], 9), example], rows, oracle(rows))
    assert [p.value for p in said] == [["X"], list(example.tags)]


def test_a_word_without_pieces_still_gets_a_prediction(xlmr):
    example = tagged(["DET", "PUNCT", "NOUN"], ["the", "\u200b", "cat"])
    rows = POS.encode([example], xlmr, 64)
    assert xlmr.unk_token_id in rows.tokens
    assert POS.decode([example], rows, oracle(rows))[0].value == ["DET", "PUNCT", "NOUN"]


def test_a_word_longer_than_a_row_keeps_its_first_pieces(xlmr):
    example = tagged(["DET", "NOUN", "VERB"], ["the", "catmatdog" * 9, "ran"])
    rows = POS.encode([example], xlmr, 10)
    assert rows.row_lengths.max() == 10
    assert POS.decode([example], rows, oracle(rows))[0].value == ["DET", "NOUN", "VERB"]


@given(st.lists(st.lists(st.sampled_from(["the", "cat", "\u200b", "saß", "zzzzzzzz", "кошка"]), min_size=1)), st.data())
@settings(max_examples=40, deadline=None)
def test_every_word_gets_its_own_prediction_at_any_length(xlmr, sentences, data):
    length = data.draw(st.integers(3, 20))
    examples = [tagged([UPOS[(i + j) % 17] for j in range(len(words))], words, i) for i, words in enumerate(sentences)]
    rows = POS.encode(examples, xlmr, length)
    assert len(rows) == 0 or rows.row_lengths.max() <= length
    assert [p.value for p in POS.decode(examples, rows, oracle(rows))] == [list(e.tags) for e in examples]


def test_outputs_of_other_rows_are_a_bug_and_found(xlmr):
    example = tagged(["DET", "NOUN"], ["the", "cat"])
    rows = POS.encode([example], xlmr, 64)
    with pytest.raises(ValueError, match="0 tags predicted for 2 words"):
        POS.decode([example], rows, [])


def test_a_run_of_equal_tags_is_one_unit():
    both = scores(POS, [["NOUN", "NOUN", "VERB"]], [["NOUN", "VERB", "VERB"]])
    assert 100 * both["f1"].ratio == 0  # gold units NOUN(0-1) VERB(2), said NOUN(0) VERB(1-2)
    assert 100 * both["accuracy"].ratio == pytest.approx(100 * 2 / 3)


def test_tags_that_begin_with_s_are_units_word_by_word():
    both = scores(POS, [["SYM", "SYM", "X"]], [["SYM", "NOUN", "X"]])
    assert (both["f1"].numerator.tolist(), both["f1"].denominator.tolist()) == ([4], [6])


def test_units_do_not_reach_over_sentences():
    both = scores(POS, [["NOUN"], ["NOUN"]], [["NOUN"], ["VERB"]])
    assert both["f1"].numerator.tolist() == [2, 0]
    assert 100 * both["f1"].ratio == 50


def test_entities_are_counted_as_conlleval_counts_them():
    gold = [["B-PER", "I-PER", "O", "I-LOC", "B-LOC"]]
    assert scores(NER, gold, gold)["f1"].denominator.tolist() == [6]  # PER(0-1) LOC(3) LOC(4), twice
    assert scores(NER, gold, [["B-PER", "O", "O", "B-LOC", "B-LOC"]])["f1"].numerator.tolist() == [4]
    assert scores(NER, gold, [["B-PER", "I-LOC", "O", "O", "O"]])["f1"].numerator.tolist() == [0]


@given(st.lists(st.tuples(st.sampled_from(NER.tags), st.sampled_from(NER.tags)), min_size=1))
def test_entities_are_those_of_seqeval(tags):
    gold, said = [tag for tag, _ in tags], [tag for _, tag in tags]
    theirs, ours = get_entities(gold), get_entities(said)
    found = scores(NER, [gold], [said])["f1"]
    assert found.numerator.tolist() == [2 * len(set(theirs) & set(ours))]
    assert found.denominator.tolist() == [len(theirs) + len(ours)]


def test_what_is_wrong_with_a_sentence_is_said():
    assert POS.check(tagged(["X"])) is None
    assert "no such tag 'VERV'. Did you mean 'VERB'?" in str(POS.check(tagged(["VERV"], ["cat"])))
    assert "(word 'cat')" in str(POS.check(tagged(["VERV"], ["cat"])))
    assert "an empty word with tag 'X'" in str(POS.check(tagged(["X"], [" "])))
    assert "2 words but 1 tags" in str(POS.check(tagged(["X"], ["a", "b"])))
    assert "a sentence without words" in str(POS.check(tagged([])))


def blocks(path):
    return [block.split("\n") for block in path.read_text().strip("\n").split("\n\n")]


def test_the_benchmarks_samples_get_the_benchmarks_scores(shared_data):
    folder = shared_data / "xtreme_mock"
    expected = json.loads((folder / "expected.json").read_text())["xtreme"]
    ner = Tagging(tags=("O",))
    for name, kind in (("udpos", POS), ("panx", ner)):
        values = [
            100 * scores(kind, blocks(path), blocks(folder / "predictions" / name / path.name))["f1"].ratio
            for path in sorted((folder / "labels" / name).glob("*.tsv"))
        ]
        assert np.mean(values) == pytest.approx(expected[name]["f1"], abs=1e-9)
