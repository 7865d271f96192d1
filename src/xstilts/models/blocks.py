"""Which sequences of a flat row attention takes together: a block is as wide as they are long, or a little wider.

Sequences lie sorted by length, so those of equal length are one dense block as they lie. On a grid of lengths a block
holds sequences of similar length, and places that have no token are hidden. oneDNN compiles a kernel for every shape of
a bfloat16 product, which takes longer than a small product itself: on a grid few shapes come again and again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

GRID = 8
"""Lengths of blocks on the grid are multiples of this."""


@dataclass(frozen=True)
class Block:
    """`count` sequences, the tokens `start` to `end` of the row, each in `length` places.

    On the grid `source` (count * heads * length,) is the row of a token's states for one head that a place shows,
    `place` (tokens * heads,) the place of every such row, and `shown` (count, 1, 1, length) True where a token is.
    """

    start: int
    end: int
    count: int
    length: int
    source: Tensor | None = None
    place: Tensor | None = None
    shown: Tensor | None = None

    def dense(self, states: Tensor) -> Tensor:
        """The block's part of the row (1, heads, T, d) as (count, heads, length, d)."""
        heads, width = states.shape[1], states.shape[3]
        part = states[0, :, self.start : self.end]
        if self.source is None:
            # (heads, count * length, d): sequences of one length lie one after another, so this only renames places
            return part.reshape(heads, self.count, self.length, width).transpose(0, 1)
        # A row for each token and head, (tokens * heads, d), so that one index moves both to their places.
        rows = part.transpose(0, 1).reshape(-1, width)
        spread: Tensor = _Spread.apply(rows, self.source, self.place)  # type: ignore[no-untyped-call]
        return spread.view(self.count, heads, self.length, width)

    def flat(self, mixed: Tensor) -> Tensor:
        """The block (count, heads, length, d) as a part of the row, (1, end - start, heads, d)."""
        heads, width = mixed.shape[1], mixed.shape[3]
        if self.place is None:
            return mixed.transpose(1, 2).reshape(1, -1, heads, width)
        rows: Tensor = _Gather.apply(mixed.reshape(-1, width), self.place)  # type: ignore[no-untyped-call]
        return rows.view(1, -1, heads, width)


def blocks(lengths: Sequence[int], *, heads: int, grid: bool, device: torch.device) -> list[Block]:
    """The blocks of a row whose sequences have these lengths, in ascending order.

    A block has the sequences of one length, on the `grid` those that have the same multiple of `GRID` above them.
    """
    sizes = np.asarray(lengths)
    # (S,) places of each sequence: its own length, or the next multiple of the grid. Both ascend as lengths do, so
    # equal ones are neighbours, and (S + 1,) bounds in tokens tell where each run of them begins and ends in the row.
    widths = -(-sizes // GRID) * GRID if grid else sizes
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    found = []
    first = 0
    for width, count in zip(*np.unique(widths, return_counts=True), strict=True):
        own = slice(first, first + count)
        plain = Block(int(bounds[first]), int(bounds[first + count]), int(count), int(width))
        found.append(_with_places(plain, sizes[own], heads, device) if grid else plain)
        first += count
    return found


def _with_places(plain: Block, sizes: NDArray[np.int64], heads: int, device: torch.device) -> Block:
    """The block with the places of its tokens, whose sequences have these sizes."""
    token, head = np.arange(plain.length), np.arange(heads)[:, None]  # (length,), (heads, 1)
    # (count, length): which places have a token. One without shows the sequence's last: any would do that is there.
    filled = token < sizes[:, None]
    shown = (np.cumsum(sizes) - sizes)[:, None] + np.minimum(token, sizes[:, None] - 1)
    # Rows of `dense` are token-major: token t of head h is row t * heads + h. (count, heads, length)
    source = shown[:, None] * heads + head
    sequence, within = np.nonzero(filled)
    # Places are (count, heads, length) flattened: the inverse, for tokens alone, in the row's order. (tokens, heads)
    place = (sequence[:, None] * heads + head[:, 0]) * plain.length + within[:, None]
    return replace(
        plain,
        source=torch.from_numpy(source.ravel()).to(device),
        place=torch.from_numpy(place.ravel()).to(device),
        shown=None if filled.all() else torch.from_numpy(filled[:, None, None]).to(device),
    )


class _Spread(torch.autograd.Function):
    """Rows to places. A place without a token shows some other row: nothing looks at it, so it has no gradient."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, source: Tensor, place: Tensor) -> Tensor:
        ctx.save_for_backward(place)
        return rows.index_select(0, source)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (place,) = ctx.saved_tensors
        return gradient.index_select(0, place), None, None


class _Gather(torch.autograd.Function):
    """Places to rows: the inverse of `_Spread`."""

    @staticmethod
    def forward(ctx: Any, places: Tensor, place: Tensor) -> Tensor:
        ctx.save_for_backward(place)
        ctx.count = len(places)
        return places.index_select(0, place)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (place,) = ctx.saved_tensors
        return gradient.new_zeros(ctx.count, gradient.shape[1]).index_copy_(0, place, gradient), None
