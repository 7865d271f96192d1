import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from xstilts.models.batch import collate
from xstilts.models.encoded import encoded
from xstilts.models.noise import token_noise

rows = st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=9), min_size=1, max_size=12)


@given(rows, st.randoms(use_true_random=False))
def test_every_row_keeps_its_tokens_whatever_the_order(texts: list[list[int]], random: object) -> None:
    data = encoded(texts, per_token={"twice": [[2 * i for i in ids] for ids in texts]})
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    batch = collate(data, order)
    pieces = torch.split(batch.tokens, list(batch.lengths))
    doubles = torch.split(batch.columns["twice"], list(batch.lengths))
    places = torch.split(batch.positions, list(batch.lengths))
    assert list(batch.lengths) == sorted(batch.lengths)
    for wanted, place in zip(order, batch.rows[:, 0].tolist(), strict=True):
        assert pieces[place].tolist() == texts[wanted]
        assert doubles[place].tolist() == [2 * i for i in texts[wanted]]
        assert places[place].tolist() == list(range(len(texts[wanted])))


def test_rows_of_several_sequences_stay_together() -> None:
    data = encoded([[1, 2], [3], [4, 5, 6], [7, 8]], sequences_per_row=2, per_row={"labels": np.array([1, 0])})
    batch = collate(data, [1, 0])
    pieces = [piece.tolist() for piece in torch.split(batch.tokens, list(batch.lengths))]
    assert [[pieces[i] for i in row] for row in batch.rows.tolist()] == [[[4, 5, 6], [7, 8]], [[1, 2], [3]]]
    assert batch.columns["labels"].tolist() == [0, 1]
    assert sorted(zip(batch.tokens.tolist(), batch.row_of_token.tolist(), strict=True)) == [
        (1, 1), (2, 1), (3, 1), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0),
    ]  # fmt: skip


def test_noise_belongs_to_a_token_and_not_to_its_batch() -> None:
    data = encoded([[1, 2, 3], [4, 5], [6, 7, 8, 9]])
    whole = collate(data, [0, 1, 2])
    noise = token_noise(whole, 7, draws=2)
    by_token = dict(zip(whole.tokens.tolist(), noise.T.tolist(), strict=True))
    for row in range(3):
        alone = collate(data, [row])
        for token, values in zip(alone.tokens.tolist(), token_noise(alone, 7, draws=2).T.tolist(), strict=True):
            assert by_token[token] == values


def test_noise_is_uniform_and_changes_with_the_seed() -> None:
    batch = collate(encoded([list(range(200))] * 50), range(50))
    first, second = token_noise(batch, 1, draws=1)[0], token_noise(batch, 2, draws=1)[0]
    assert abs(float(first.mean()) - 0.5) < 0.02
    assert abs(float((first < 0.15).float().mean()) - 0.15) < 0.02
    assert abs(float(torch.corrcoef(torch.stack([first, second]))[0, 1])) < 0.05
