import numpy as np
import pytest

from xstilts.models.head_spec import WORD_EMBEDDINGS
from xstilts.task_types.lexicon_induction import LexiconEntry, LexiconInduction

KIND = LexiconInduction()
ENTRIES = [
    LexiconEntry(id="cat", language="de", word="cat", translations=("Katze", "Kater")),
    LexiconEntry(id="dog", language="de", word="dog", translations=("Hund",)),
    LexiconEntry(id="die", language="de", word="die", translations=("Die", "sterben")),
]


def test_it_reads_the_table_of_embeddings_unless_a_layer_is_named():
    assert KIND.head.layer == WORD_EMBEDDINGS
    assert LexiconInduction(layer=2).head.layer == 2
    assert not KIND.trainable


def test_words_come_first_and_all_translations_after_them(xlmr):
    rows = KIND.encode(ENTRIES, xlmr, 64)
    texts = [xlmr.decode(rows.tokens[a:b][1:-1]) for a, b in zip(rows.bounds, rows.bounds[1:], strict=False)]
    assert texts[:3] == ["cat", "dog", "die"]
    assert len(texts) == 8
    assert rows.example.tolist() == [0, 1, 2, 0, 0, 1, 2, 2]


def test_any_translation_is_right_and_words_spelt_alike_are_counted_apart(xlmr):
    words = [[1, 0.1], [0, 1], [1, 1]]
    candidates = [[0, -1], [2, 0], [-1, 0], [3, 3], [-1, -1]]  # Katze, Kater, Hund, Die, sterben
    outputs = [np.array(vector, np.float32) for vector in (*words, *candidates)]
    predictions = KIND.decode(ENTRIES, KIND.encode(ENTRIES, xlmr, 64), outputs)
    assert [p.value["plain"] for p in predictions] == [1, 0, 1]
    scores = KIND.score(ENTRIES, predictions)
    assert scores["accuracy"].numerator.tolist() == [1, 0, 1]
    assert scores["accuracy_spelt_apart"].numerator.tolist() == [1, 0, 0]
    assert scores["accuracy_spelt_apart"].denominator.tolist() == [1, 1, 0]


def test_centring_undoes_a_shift_between_languages(xlmr):
    draw = np.random.default_rng(0)
    entries = [LexiconEntry(id=str(i), language="de", word=f"w{i}", translations=(f"v{i}",)) for i in range(30)]
    words = draw.standard_normal((30, 5))
    outputs = list(np.concatenate([words, words + 9]).astype(np.float32))
    scores = KIND.score(entries, KIND.decode(entries, KIND.encode(entries, xlmr, 64), outputs))
    assert scores["accuracy_centred"].numerator.mean() == 1
    assert scores["accuracy"].numerator.mean() < 0.7


def test_guessing_takes_the_first_candidate():
    assert [p.value["plain"] for p in KIND.guess(ENTRIES)] == [1, 0, 0]


@pytest.mark.parametrize(("word", "translations"), [(" ", ("Katze",)), ("cat", ()), ("cat", ("Katze", ""))])
def test_an_entry_without_a_word_on_a_side_is_refused(word, translations):
    entry = LexiconEntry(id="0", language="de", word=word, translations=translations)
    assert "an empty word or no translation" in str(KIND.check(entry))
    assert KIND.check(ENTRIES[0]) is None


def test_nothing_is_found_among_nothing(xlmr):
    assert KIND.decode([], KIND.encode([], xlmr, 64), []) == []
