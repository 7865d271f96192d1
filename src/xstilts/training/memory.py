"""When memory does not suffice: the token budget of a forward pass is halved, and what failed is done again.

A smaller budget splits the same rows into more pieces whose gradients add up to the same, so only rounding differs,
and what dropout draws, as after any other split.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.models.batch import Batch

SIGNS = ("DefaultCPUAllocator", "MPS backend out of memory")
"""What stands in the errors of devices that have no class of their own for it."""


class OutOfMemory(Exception):
    """A pass over a batch of `tokens` did not fit. `example` is its only row's example, None where it has several."""

    def __init__(self, tokens: int, example: int | None) -> None:
        super().__init__(
            f"no memory for {tokens:,} tokens"
            if example is None
            else f"example number {example} does not fit into memory: {tokens:,} tokens in one row. Set a smaller "
            "max_length, or take a smaller encoder or a device with more memory."
        )
        self.tokens = tokens
        self.example = example


@contextmanager
def pass_over(batch: Batch, example: NDArray[np.int32]) -> Iterator[None]:
    """Raise OutOfMemory where torch runs out of memory within. `example` is that of every row of the data."""
    try:
        yield
        return
    except RuntimeError as error:
        if not isinstance(error, torch.OutOfMemoryError) and not any(sign in str(error) for sign in SIGNS):
            raise
    # raised out here, since an error in hand would keep the tensors of its frames
    raise OutOfMemory(len(batch.tokens), int(example[int(batch.index[0])]) if len(batch.index) == 1 else None)


@dataclass
class Budget:
    """How many tokens a forward pass may have. `say` is told when it goes down."""

    tokens: int
    say: Callable[[str], None]

    def halve(self, tokens: int, example: int | None) -> None:
        """Go down to half of the `tokens` that were too many. Raises UserError where they were one row alone."""
        if example is not None:
            raise UserError(str(OutOfMemory(tokens, example)))
        self.tokens = tokens // 2
        self.say(f"out of memory at {tokens:,} tokens: at most {self.tokens:,} in a forward pass from here on")
