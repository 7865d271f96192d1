"""Data parallelism: every rank computes the gradients of its rows of a step, and all add them up.

The sum is taken once, after the last backward pass, by plain all-reduces of all gradients in a few flat buckets.
Hooks that reduce during backward (DistributedDataParallel) could hide part of that time, but they average, need a
forward pass of the same modules on every rank, and reduce in an order that the backward pass decides: heads that a
step leaves out, replay, several pieces a step and a rank without rows would each need an exception.
"""

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import torch
from accelerate import PartialState
from torch import Tensor, distributed, nn

from xstilts.graph.stage import Context
from xstilts.training.batches import Rows

BUCKET = 1 << 24
"""Numbers that are added up at once: large enough to fill a phase between GPUs, small beside a model's gradients."""
LOOPBACKS = ("lo", "lo0")
"""How systems call the network that does not leave the machine. The machine's own name may lead nowhere."""
PATIENCE = timedelta(days=1)
"""How long a rank waits for another. Who watches them ends all when one dies, and a run ends those that hang."""


class RankFailed(Exception):
    """Another rank ran out of memory in a step whose rows are coupled: all ranks do it again."""


@dataclass(frozen=True)
class Ranks:
    """The processes that take each step together: `count` of them, of which this is number `rank`."""

    rank: int = 0
    count: int = 1

    def share(self, rows: Rows, lengths: Rows) -> Rows:
        """The part of a step's rows that is this rank's; `lengths` are tokens of every row there is.

        Neighbours stay together, so rows sorted by length stay so, and the shares differ by a row's tokens at most:
        a row belongs to the rank in whose equal part of all tokens its middle lies.
        """
        if self.count == 1:
            return rows
        ends = 2 * np.cumsum(lengths[rows])
        owner = (ends - lengths[rows]) * self.count // ends[-1]
        mine: Rows = rows[owner == self.rank]
        return mine

    def total(self, values: Sequence[float]) -> list[float]:
        """The sum of each value over all ranks; waits for all of them."""
        if self.count == 1:
            return list(values)
        sums = torch.tensor(values, dtype=torch.float64)
        distributed.all_reduce(sums)
        return sums.tolist()

    def add_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Sum all gradients over the ranks, in place, to the same bits on each.

        A parameter that a rank has not used counts as zeros there. One that no rank has used keeps no gradient, so
        that the optimizer leaves it alone as it does in one process.
        """
        if self.count == 1:
            return
        trained = [parameter for parameter in parameters if parameter.requires_grad]
        used = self.total([float(parameter.grad is not None) for parameter in trained])
        gradients = [_gradient(parameter) for parameter, times in zip(trained, used, strict=True) if times]
        for bucket in buckets(gradients):
            if len(bucket) == 1 and bucket[0].is_contiguous():  # such as embeddings, most of a multilingual model
                distributed.all_reduce(bucket[0])
                continue
            flat = torch.cat([gradient.flatten() for gradient in bucket])
            distributed.all_reduce(flat)
            parts = torch.split(flat, [gradient.numel() for gradient in bucket])
            for gradient, part in zip(bucket, parts, strict=True):
                gradient.copy_(part.view_as(gradient))

    def gathered(self, own: Tensor) -> tuple[int, Tensor]:
        """Where this rank's rows begin among those of all ranks in order, and all of them: (n, ...) to (N, ...)."""
        if self.count == 1:
            return 0, own
        counts = [int(n) for n in self.total([float(len(own)) * (r == self.rank) for r in range(self.count)])]
        first = sum(counts[: self.rank])
        every = own.new_zeros(sum(counts), *own.shape[1:])
        every[first : first + len(own)] = own
        distributed.all_reduce(every)  # the others have zeros there
        return first, every

    def all_well(self) -> None:
        """Wait until all ranks have come here. Raises RankFailed where one of them calls `failed` instead."""
        if self.count > 1 and any(self.total([0.0])):
            raise RankFailed

    def failed(self) -> None:
        """Let the others' next `all_well` fail: this rank starts its step again."""
        if self.count > 1:
            self.total([1.0])

    @contextmanager
    def one_first(self) -> Iterator[None]:
        """Rank 0 does the body first, and the others then find what it has left in a cache."""
        if not self.writes:
            self.total([0.0])
        yield
        if self.writes:
            self.total([0.0])

    @property
    def writes(self) -> bool:
        """Whether this rank writes what all of them have come to."""
        return self.rank == 0

    @property
    def own(self) -> tuple[int, ...]:
        """What tells this rank's random numbers from those of others; nothing for the first, as for one process."""
        return (self.rank,) if self.rank else ()


ALONE = Ranks()


@contextmanager
def join_ranks(context: Context) -> Iterator[tuple[Ranks, Context]]:
    """Meet the other ranks: who takes part, and the context with this rank's own device. Once a process.

    Accelerate's state chooses the device and how they talk; what is told to all in numbers goes by processor.
    """
    if context.ranks == 1:
        yield ALONE, context
        return
    cpu = context.device == "cpu"
    own = {"RANK": context.rank, "LOCAL_RANK": context.rank, "WORLD_SIZE": context.ranks}
    os.environ.update({name: str(value) for name, value in own.items()}, LOCAL_WORLD_SIZE=str(context.ranks))
    os.environ.setdefault("OMP_NUM_THREADS", str(context.threads))
    loopback = next((name for _, name in socket.if_nameindex() if name in LOOPBACKS), None)
    if loopback:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", loopback)
    state = PartialState(
        cpu=cpu,
        backend="gloo" if cpu else "cuda:nccl,cpu:gloo",
        init_method=f"file://{context.meeting}",
        rank=context.rank,
        world_size=context.ranks,
        timeout=PATIENCE,
    )
    yield Ranks(context.rank, context.ranks), replace(context, device=str(state.device))
    # Not after an error: the others would tell of a closed connection before this rank has told of its cause.
    state.destroy_process_group()


def _gradient(parameter: nn.Parameter) -> Tensor:
    if parameter.grad is None:
        parameter.grad = torch.zeros_like(parameter)
    return parameter.grad


def buckets(tensors: Iterable[Tensor]) -> Iterator[list[Tensor]]:
    """The tensors in order, in lists of one type with at most BUCKET numbers; a larger tensor stands alone."""
    bucket: list[Tensor] = []
    size = 0
    for tensor in tensors:
        if bucket and (size + tensor.numel() > BUCKET or tensor.dtype != bucket[0].dtype):
            yield bucket
            bucket, size = [], 0
        bucket.append(tensor)
        size += tensor.numel()
    if bucket:
        yield bucket
