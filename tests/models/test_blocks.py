"""Blocks on the grid: attention inside them, and its gradients, are those of every sequence alone."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from xstilts.models.attention import attention
from xstilts.models.blocks import GRID, blocks

CPU = torch.device("cpu")
HEADS, WIDTH = 2, 4


def states(tokens: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(tokens)
    shape = (1, HEADS, tokens, WIDTH)
    return [torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True) for _ in range(3)]


def in_blocks(row: list[torch.Tensor], lengths: list[int]) -> torch.Tensor:
    parts = []
    for block in blocks(lengths, heads=HEADS, grid=True, device=CPU):
        query, key, value = (block.dense(one) for one in row)
        parts.append(block.flat(attention(query, key, value, mask=block.shown, rate=0.0, scale=None)))
    return torch.cat(parts, dim=1)


def alone(row: list[torch.Tensor], lengths: list[int]) -> torch.Tensor:
    query, key, value = (torch.split(one, lengths, dim=2) for one in row)
    parts = [attention(*three, mask=None, rate=0.0, scale=None) for three in zip(query, key, value, strict=True)]
    return torch.cat(parts, dim=2).transpose(1, 2)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12).map(sorted))
def test_attention_in_blocks_is_that_of_every_sequence_alone(lengths: list[int]) -> None:
    row, other = states(sum(lengths)), states(sum(lengths))
    found, expected = in_blocks(row, lengths), alone(other, lengths)
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12)
    weight = torch.arange(found.numel(), dtype=torch.float64).view(found.shape).cos()
    (found * weight).sum().backward()
    (expected * weight).sum().backward()
    for a, b in zip(row, other, strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=1e-9, atol=1e-12)


@given(st.lists(st.integers(1, 70), min_size=1, max_size=30).map(sorted), st.booleans())
def test_blocks_cover_the_row_and_differ_in_length(lengths: list[int], grid: bool) -> None:
    found = blocks(lengths, heads=HEADS, grid=grid, device=CPU)
    assert [block.start for block in found] == [0, *(block.end for block in found[:-1])]
    assert found[-1].end == sum(lengths)
    assert sum(block.count for block in found) == len(lengths)
    assert len({block.length for block in found}) == len(found)
    if grid:
        assert all(block.length % GRID == 0 for block in found)
    else:
        assert all(block.source is None and block.count * block.length == block.end - block.start for block in found)


def test_what_stands_in_a_place_without_a_token_is_seen_by_nobody() -> None:
    lengths = [2, 3, 5]
    row = states(10)
    before = in_blocks(row, lengths)
    (block,) = blocks(lengths, heads=HEADS, grid=True, device=CPU)
    assert block.shown is not None
    np.testing.assert_array_equal(block.shown.sum(-1).flatten(), lengths)
    shown = block.shown.transpose(-1, -2)
    query, key, value = (block.dense(one).where(shown, 7.0) for one in row)
    changed = block.flat(attention(query, key, value, mask=block.shown, rate=0.0, scale=None))
    torch.testing.assert_close(changed, before)
