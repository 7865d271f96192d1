"""Ranking of one pool by sentence vectors."""

import numpy as np
import pytest

from xstilts.task_types.ranking import PoolEntry, PoolRanking
from xstilts.task_types.smoke import first
from xstilts.task_types.task_type import Prediction

KIND = PoolRanking(depth=3)
QUERY = PoolEntry(id="q", language="de", text="Wo?", relevant=("a", "c"))
POOL = [PoolEntry(id=name, language="de", text=name, context="hier und da", candidate=True) for name in "abc"]
ROWS = KIND.encode([], None, 8)
VECTORS = [np.array(v, np.float32) for v in ([1, 0], [1, 0.1], [0, 1], [1, 1])]


def test_candidates_are_ranked_by_cosine_and_scored_by_average_precision():
    predictions = KIND.decode([QUERY, *POOL], ROWS, VECTORS)
    assert [prediction.value for prediction in predictions] == [["a", "c", "b"], None, None, None]
    [items] = KIND.score([QUERY, *POOL], predictions).values()
    assert 100 * items.ratio == 100.0
    assert items.denominator.tolist() == [1, 0, 0, 0]


def test_the_score_is_worked_by_hand():
    """Right at ranks 2 and 3 of 3, two right ones: (1/2 + 2/3) / 2."""
    entries = [QUERY, *POOL]
    predictions = [Prediction(e.id, "de", ["b", "a", "c"] if e is QUERY else None) for e in entries]
    [items] = KIND.score(entries, predictions).values()
    assert 100 * items.ratio == pytest.approx(100 * (1 / 2 + 2 / 3) / 2)


def test_one_right_candidate_gives_the_reciprocal_rank():
    query = PoolEntry(id="q", language="de", text="Wo?", relevant=("b",))
    [items] = KIND.score([query], [Prediction("q", "de", ["a", "b", "c"])]).values()
    assert 100 * items.ratio == 50.0


@pytest.mark.parametrize("name", ["xlmr", "bert"])
def test_contexts_are_read_beside_candidates_or_not(request, name):
    tokenizer = request.getfixturevalue(name)
    rows = KIND.encode([QUERY, *POOL], tokenizer, 64)
    short = PoolRanking(context=False).encode([QUERY, *POOL], tokenizer, 64)
    assert ("token_types" in rows.per_token) == (name == "bert")
    assert len(rows) == len(short) == 4
    assert rows.row_lengths[0] == short.row_lengths[0]
    assert (rows.row_lengths[1:] > short.row_lengths[1:]).all()


def test_guessing_takes_the_first_of_the_pool():
    assert KIND.guess([QUERY, *POOL])[0].value == ["a", "b", "c"]


def test_the_texts_of_foreign_candidates_belong_to_their_own_language():
    assert KIND.texts(POOL[0]) == ("a",)
    assert KIND.texts(PoolEntry(id="x", language="de", text="x", candidate=True, foreign=True)) == ()


def test_a_query_without_a_right_candidate_is_refused():
    assert "no right candidate" in KIND.check(PoolEntry(id="q", language="de", text="Wo?"))
    assert "empty text" in KIND.check(PoolEntry(id="c", language="de", text=" ", candidate=True))


def test_a_smoke_run_keeps_the_right_candidates_of_its_queries():
    pool = [PoolEntry(id=f"c{n}", language="de", text=f"t{n}", candidate=True) for n in range(9)]
    queries = [PoolEntry(id=f"q{n}", language="de", text="Wo?", relevant=(f"c{8 - n}",)) for n in range(4)]
    assert first(KIND, [*queries, *pool], 2) == [0, 1, 4, 5, 11, 12]
    assert first(KIND, [*pool, *queries], 1) == [0, 8, 9]
