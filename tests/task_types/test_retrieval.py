import json

import numpy as np
import pytest

from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.retrieval import Pair, SentenceRetrieval
from xstilts.task_types.task_type import Prediction

TATOEBA = SentenceRetrieval(layer=8)


def sentences(count):
    return [Pair(id=str(i), language="de", text=f"die Katze {i}", translation=f"the cat {i}") for i in range(count)]


def test_the_head_pools_the_named_layer():
    settings_ = (("pooling", "mean"), ("special_tokens", True))
    assert TATOEBA.head == HeadSpec(kind="pool", layer=8, settings=settings_, vectors=True)
    assert not TATOEBA.trainable


def test_texts_come_first_and_translations_after_them(xlmr):
    rows = TATOEBA.encode(sentences(2), xlmr, 64)
    texts = [xlmr.decode(rows.tokens[a:b]) for a, b in zip(rows.bounds, rows.bounds[1:], strict=False)]
    assert [text[:8] for text in texts] == ["<s> die ", "<s> die ", "<s> the ", "<s> the "]
    assert rows.example.tolist() == [0, 1, 0, 1]


def test_long_sentences_are_cut(xlmr):
    assert TATOEBA.encode(sentences(1), xlmr, 5).row_lengths.tolist() == [5, 5]


def test_the_nearest_is_by_angle_and_not_by_length(xlmr):
    examples = sentences(2)
    texts, english = [[9.0, 1.0], [0.1, 0.1]], [[1.0, 1.0], [1.0, 0.0]]
    outputs = [np.array(v, dtype=np.float32) for v in (*texts, *english)]
    said = TATOEBA.decode(examples, TATOEBA.encode(examples, xlmr, 64), outputs)
    assert [p.value["plain"] for p in said] == ["1", "0"]
    scores = TATOEBA.score(examples, said)
    assert 100 * scores["accuracy"].ratio == 0


def test_centring_takes_away_what_all_vectors_share(xlmr):
    examples = sentences(3)
    meaning = np.eye(3, dtype=np.float32)
    texts, english = meaning + np.float32([40, 0, 0]), meaning + np.float32([0, 40, 0])
    said = TATOEBA.decode(examples, TATOEBA.encode(examples, xlmr, 64), [*texts, *english])
    scores = TATOEBA.score(examples, said)
    assert 100 * scores["accuracy_centred"].ratio == 100
    assert 100 * scores["accuracy"].ratio < 100


def test_the_direction_says_which_side_is_searched(xlmr):
    examples = sentences(2)
    outputs = [np.array(v, dtype=np.float32) for v in ([1, 0], [1, 0.1], [1, 0], [0, 1])]
    rows = TATOEBA.encode(examples, xlmr, 64)
    assert [p.value["plain"] for p in TATOEBA.decode(examples, rows, outputs)] == ["0", "1"]
    to_english = SentenceRetrieval(direction="to_english")
    assert [p.value["plain"] for p in to_english.decode(examples, rows, outputs)] == ["0", "0"]


def test_an_empty_side_is_refused():
    good = sentences(1)[0]
    assert TATOEBA.check(good) is None
    assert "empty sentence" in str(TATOEBA.check(Pair(id="0", language="de", text=" ", translation="a")))


def test_nothing_is_found_among_nothing(xlmr):
    assert TATOEBA.decode([], TATOEBA.encode([], xlmr, 64), []) == []


def test_the_benchmarks_sample_gets_the_benchmarks_score(shared_data):
    folder = shared_data / "xtreme_mock"
    expected = json.loads((folder / "expected.json").read_text())["xtreme"]["tatoeba"]["accuracy"]
    values = []
    for path in sorted((folder / "labels" / "tatoeba").glob("*.tsv")):
        gold, said = path.read_text().split(), (folder / "predictions" / "tatoeba" / path.name).read_text().split()
        examples = [Pair(id=line, language="de", text="x", translation="y") for line in gold]
        found = [Prediction(g, "de", {"plain": s, "centred": s}) for g, s in zip(gold, said, strict=True)]
        values.append(100 * TATOEBA.score(examples, found)["accuracy"].ratio)
    assert np.mean(values) == pytest.approx(expected, abs=1e-9)
