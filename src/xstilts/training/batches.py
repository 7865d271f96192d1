"""Which rows a training step sees: a pure function of seed and step, so that resuming needs one number.

A schedule mixes several sources (tasks) by given shares; a source that runs out starts its next epoch in a new
order. Batches are either drawn freely or made of rows of similar length, so that attention finds equal lengths.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.base.randomness import stream

POOL_BATCHES = 50
"""Rows are sorted by length within pools of so many batches: short enough to stay random, long enough to match."""

Rows = NDArray[np.int64]


def epoch_order(lengths: Rows, batch_size: int, generator: np.random.Generator, *, grouped: bool) -> list[Rows]:
    """All rows once, in batches of `batch_size`; the last may be smaller. `lengths` are tokens a row."""
    order = generator.permutation(len(lengths))
    if not grouped:
        return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
    batches: list[Rows] = []
    pool = batch_size * POOL_BATCHES
    for start in range(0, len(order), pool):
        rows = order[start : start + pool]
        rows = rows[np.argsort(lengths[rows], kind="stable")]
        batches += [rows[i : i + batch_size] for i in range(0, len(rows), batch_size)]
    return [batches[i] for i in generator.permutation(len(batches))]


@dataclass
class RowSource:
    """The rows of one task in batches, epoch after epoch. `name` parts its random numbers from other sources'."""

    name: str
    lengths: Rows
    batch_size: int
    seed: int
    grouped: bool
    _epoch: int = field(default=-1, init=False)
    _order: list[Rows] = field(default_factory=list, init=False)

    @property
    def batches_per_epoch(self) -> int:
        """How many batches see every row once."""
        return -(-len(self.lengths) // self.batch_size)

    def batch(self, number: int) -> Rows:
        """Rows of the source's batch `number`, counted from 0 over all epochs."""
        epoch, place = divmod(number, self.batches_per_epoch)
        if epoch != self._epoch:
            generator = stream(self.seed, "order", self.name, epoch)
            self._order = epoch_order(self.lengths, self.batch_size, generator, grouped=self.grouped)
            self._epoch = epoch
        return self._order[place]


def shares(
    sizes: Sequence[int], *, mixing: str, temperature: float = 1.0, weights: Sequence[float] = ()
) -> NDArray[np.float64]:
    """The share of steps that each source gets, summing to 1.

    `proportional` to the sizes; `temperature` T: to sizes ** (1 / T), as for multilingual BERT; `uniform`;
    `given`: to `weights`. Sizes are the numbers of examples after any cap.
    """
    size = np.asarray(sizes, dtype=np.float64)
    if mixing == "given":
        raw = np.asarray(weights, dtype=np.float64)
    elif mixing == "uniform":
        raw = np.ones(len(size))
    else:
        raw = size ** (1 / temperature) if mixing == "temperature" else size
    if len(raw) != len(sizes) or not np.all(raw >= 0) or raw.sum() == 0:
        raise UserError(
            f"mixing weights {list(weights)} do not fit {len(sizes)} tasks: give one weight above 0 for each"
        )
    total: NDArray[np.float64] = raw / raw.sum()
    return total


def schedule(shares_of: NDArray[np.float64], steps: int, seed: int) -> tuple[Rows, Rows]:
    """For every step the source that it trains on, and that source's batch number. Both (steps,).

    Sources come in the proportions asked for to within one batch: shares are drawn without replacement from a
    deck of exactly proportional counts, shuffled with the seed.
    """
    quotas = shares_of * steps
    counts = np.floor(quotas).astype(np.int64)
    rest = steps - int(counts.sum())
    counts[np.argsort(counts - quotas, kind="stable")[:rest]] += 1
    deck = np.repeat(np.arange(len(counts)), counts)
    chosen = deck[stream(seed, "schedule").permutation(steps)] if len(counts) > 1 else deck
    number = np.zeros(steps, dtype=np.int64)
    for source in range(len(counts)):
        mine = chosen == source
        number[mine] = np.arange(int(mine.sum()))
    return chosen, number


def apportioned(shares_of: NDArray[np.float64], batch_size: int) -> Rows:
    """How many of a batch's examples each source gives: by largest remainders, and one where there is any share.

    Raises UserError where there are more sources than places.
    """
    wanted = int((shares_of > 0).sum())
    if wanted > batch_size:
        raise UserError(
            f"batch_size: {batch_size} examples cannot come from {wanted} tasks. With mixed_batches every step has an "
            f"example of each: give at least {wanted}."
        )
    quotas = shares_of * batch_size
    counts = np.maximum(np.floor(quotas), shares_of > 0).astype(np.int64)
    while counts.sum() < batch_size:
        counts[np.argmax(quotas - counts)] += 1
    while counts.sum() > batch_size:
        counts[np.argmax(np.where(counts > 1, counts - quotas, -np.inf))] -= 1
    return counts


def within_budget(rows: Rows, lengths: Rows, budget: int) -> list[Rows]:
    """The rows in pieces of at most `budget` tokens (a longer single row stands alone), in order; none of no rows."""
    pieces: list[Rows] = []
    start = total = 0
    for place, row in enumerate(rows):
        if total + lengths[row] > budget and place > start:
            pieces.append(rows[start:place])
            start, total = place, 0
        total += int(lengths[row])
    return [*pieces, rows[start:]] if len(rows) else []
