"""What benchmarks measure alike for everything that they compare: steps, matrix products, memory, medians."""

import resource
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook

from benchmarks.shapes import Shape

CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
"""`processor` counts only what this process itself computes: with one thread, a way to measure on a busy machine."""


@dataclass(frozen=True)
class Segment:
    """Some training steps in a row: real tokens, tokens that were computed, seconds, and those outside the model."""

    tokens: int
    computed: int
    seconds: float
    outside: float
    peak_mib: float = 0.0


ROWS = 1344
"""Tokens of the matrix product that is the ceiling: as many as 32 XNLI pairs have."""


class Meter(AbstractContextManager["Meter"]):
    """Counts and times training steps from outside, in the same way whoever makes them.

    A step ends when torch's optimizer has stepped. Computed tokens are counted where the encoder takes them, padding
    and all. What passes from the end of a step to the next call of the encoder (data, logging, the learning rate) is
    outside the model.
    """

    def __init__(self, encoder: nn.Module, clock: str = "wall") -> None:
        self.encoder = encoder
        self.clock = CLOCKS[clock]
        self.computed = [0]
        self.ends: list[float] = []
        self.waits: list[float] = []
        self._hooks = ExitStack()

    def __enter__(self) -> "Meter":
        """Begin to listen."""
        enters = self.encoder.register_forward_pre_hook(self._entered, with_kwargs=True)
        steps = register_optimizer_step_post_hook(self._stepped)
        for hook in (enters, steps):
            self._hooks.callback(hook.remove)
        return self

    def __exit__(self, *error: object) -> None:
        """Leave everything as it was."""
        self._hooks.close()

    def last(self, steps: int, tokens: int) -> Segment:
        """The last steps that were made, of so many real tokens. They are timed from the end of the one before them."""
        if len(self.ends) <= steps:
            raise ValueError(f"{len(self.ends)} steps were made: {steps} cannot be timed, as one must go before them")
        seen = slice(len(self.ends) - steps, len(self.ends))
        return Segment(
            tokens=tokens,
            computed=sum(self.computed[seen]),
            seconds=self.ends[-1] - self.ends[-steps - 1],
            outside=sum(self.waits[seen]),
        )

    def _entered(self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if len(self.waits) == len(self.ends):
            self.waits.append(self.clock() - self.ends[-1] if self.ends else 0.0)
        given = args[0] if args else kwargs.get("input_ids")
        self.computed[-1] += given.numel() if given is not None else kwargs["inputs_embeds"][..., 0].numel()

    def _stepped(self, *event: object) -> None:
        if torch.cuda.is_initialized():
            torch.cuda.synchronize()
        self.ends.append(self.clock())
        self.computed.append(0)


def ceiling(shape: Shape, dtype: torch.dtype, clock: str = "wall") -> float:
    """FLOP per second of a CPU's matrix products (ROWS x width) (width x feed_forward): what a layer could reach."""
    left = torch.randn(ROWS, shape.width, dtype=dtype)
    right = torch.randn(shape.width, shape.feed_forward, dtype=dtype)
    now = CLOCKS[clock]
    rates = []
    begun = now()
    while len(rates) < 5 or now() - begun < 0.5:
        start = now()
        torch.mm(left, right)
        rates.append(2 * left.numel() * shape.feed_forward / (now() - start))
    return statistics.median(rates)


def peak_mib(device: str) -> float:
    """The most memory that this process held so far, in MiB: of the GPU where it is on one."""
    if device == "cuda":
        return torch.cuda.max_memory_allocated() / 2**20
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 2**20 if sys.platform == "darwin" else held / 2**10


def spread(values: Sequence[float], digits: int = 2) -> str:
    """`median (least-most)`."""
    numbers = (statistics.median(values), min(values), max(values))
    middle, least, most = (f"{number:,.{digits}f}" for number in numbers)
    return f"{middle} ({least}-{most})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    )
