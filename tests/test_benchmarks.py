"""What the benchmarks count is right: tokens, steps, and batches that stand for an epoch. Nothing here is timed."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from benchmarks import retrieval
from benchmarks.measure import Meter
from benchmarks.shapes import SHAPES
from benchmarks.training import POOL, draw


class Reader(nn.Module):
    """Takes tokens as an encoder does."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors = nn.Embedding(10, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        return self.vectors(input_ids)


def test_a_meter_counts_what_is_computed_in_all_pieces_of_a_step():
    reader = Reader()
    optimizer = torch.optim.SGD(reader.parameters(), lr=0.1)
    mask = torch.tensor([[1, 1, 1], [1, 0, 0]])
    with Meter(reader) as meter:
        for inputs in ({"input_ids": torch.ones(1, 5, dtype=torch.long)}, {"input_ids": mask, "attention_mask": mask}):
            for _ in range(2):  # two pieces of one step
                reader(**inputs).sum().backward()
            optimizer.step()
        with pytest.raises(ValueError, match="2 steps were made: 2 cannot be timed"):
            meter.last(2, 8)
    reader(mask)
    optimizer.step()
    segment = meter.last(1, 8)
    assert (segment.tokens, segment.computed) == (8, 12)
    assert 0 <= segment.outside <= segment.seconds


def test_few_batches_have_the_lengths_of_the_whole_pool():
    lengths = np.random.default_rng(0).integers(8, 128, POOL * 32)
    drawn = draw(lengths, batch_size=32, steps=10, seed=0)
    for batches in drawn:
        rows = np.concatenate(batches)
        assert len(set(rows.tolist())) == len(rows) == 320
        assert lengths[rows].mean() == pytest.approx(lengths.mean(), rel=0.02)
    assert max(np.ptp(lengths[batch]) for batch in drawn.grouped) < 8 < min(np.ptp(lengths[b]) for b in drawn.random)


def test_a_training_token_costs_six_operations_a_weight_and_its_share_of_attention():
    weights = 12 * (4 * 768**2 + 2 * 768 * 3072)
    assert 3 * SHAPES["base"].flop(np.array([42])) == 6 * weights + 3 * 12 * 4 * 768 * 42


def test_the_plain_searches_find_what_ours_find():
    source, target = retrieval.vectors(60, 16, seed=1)
    assert retrieval.plain_nearest(source, target) == retrieval.nearest(source, target)
    assert retrieval.plain_mine(source, target) == retrieval.mine(source, target)
