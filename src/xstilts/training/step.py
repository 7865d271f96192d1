"""One training step: the gradients of its rows, added up over pieces that fit into memory."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.models.batch import Batch, collate
from xstilts.models.model import Model
from xstilts.training import coupled, rules
from xstilts.training.batches import Rows, within_budget
from xstilts.training.coupled import CoupledRows
from xstilts.training.hyperparameters import Training
from xstilts.training.memory import Budget, OutOfMemory, pass_over
from xstilts.training.precision import autocast
from xstilts.training.ranks import ALONE, RankFailed, Ranks
from xstilts.training.task_mixture import BatchSchedule, TaskMixture

TOKEN_BUDGET = {"cpu": 8192, "cuda": 65536, "mps": 16384}
"""Tokens of one forward pass: above this a step is split, with the same loss."""


class StepPart(NamedTuple):
    """What a step trains on of one mixture: `rows`, this rank's `batches` of them, and the seed of what they draw.

    `weight` is that of its mean loss in the step's.
    """

    mixture: TaskMixture
    rows: Rows
    weight: float
    batches: list[Batch]
    noise: int


def accumulate(
    model: Model, schedule: BatchSchedule, step: int, *, settings: Training, device: torch.device, budget: Budget
) -> tuple[dict[str, float], int]:
    """Add up the gradients of a step over its pieces and all ranks; its mean loss by head, and its tokens.

    Where memory does not suffice, all passes are done again with a smaller budget and the same random numbers.
    """
    parts = _parts(model, schedule, step, budget)
    units = schedule.ranks.total([_units(model, part) for part in parts])

    def take(part: StepPart, count: float) -> float:
        if model.head(part.mixture.head).couples_rows:
            rows = _coupled(model, part, settings, device)
            return coupled.backward(rows, count, part.weight, schedule.ranks)
        return _backward(model, part, count, settings, device)

    waits = any(model.head(part.mixture.head).couples_rows for part in parts)
    while (totals := _attempt(parts, units, take, budget, schedule.ranks if waits else ALONE)) is None:
        model.zero_grad(set_to_none=True)
        torch.manual_seed(torch.initial_seed())
        parts = _parts(model, schedule, step, budget)
    *totals, seen = schedule.ranks.total([*totals, sum(len(batch.tokens) for part in parts for batch in part.batches)])
    for part, total in zip(parts, totals, strict=True):
        if not math.isfinite(total):
            raise UserError(trouble(schedule, step, part.mixture.head, f"is {total}"))
    schedule.ranks.add_gradients(model.parameters())
    return _by_head(parts, totals), int(seen)


def try_longest(model: Model, schedule: BatchSchedule, *, settings: Training, device: torch.device) -> None:
    """Take the longest row of every mixture forward and back once, and forget it.

    A row is never cut, so one that does not fit into memory would end the training whenever it came. Raises UserError
    that names its example. Steps seed what they draw, so none of their numbers change.
    """
    for mixture, source in zip(schedule.mixtures, schedule.sources, strict=True):
        head, row = model.head(mixture.head), np.array([int(np.argmax(source.lengths))])
        if head.couples_rows:
            continue
        part = StepPart(mixture, row, 1.0, [head.prepare(collate(mixture.data, row), schedule.seed)], schedule.seed)
        try:
            _backward(model, part, 1.0, settings, device)
        except OutOfMemory as error:
            raise UserError(str(error)) from None
    model.zero_grad(set_to_none=True)


def _parts(model: Model, schedule: BatchSchedule, step: int, budget: Budget) -> list[StepPart]:
    parts = []
    for index, rows, weight in schedule.parts(step):
        mixture = schedule.mixtures[index]
        noise = seed_of(schedule.seed, "noise", mixture.head, step)
        lengths = schedule.sources[index].lengths
        pieces = within_budget(schedule.ranks.share(rows, lengths), lengths, budget.tokens)
        head = model.head(mixture.head)
        batches = [head.prepare(collate(mixture.data, piece), noise) for piece in pieces]
        parts.append(StepPart(mixture, rows, weight, batches, noise))
    return parts


def _attempt(
    parts: Sequence[StepPart],
    units: Sequence[float],
    take: Callable[[StepPart, float], float],
    budget: Budget,
    ranks: Ranks,
) -> list[float] | None:
    """The mean losses of all parts, their gradients added up; None where memory did not suffice, with less to take.

    `ranks` are those that wait for each other within the step, as they do where rows are coupled: one that fails
    tells the others, and all do the step again.
    """
    try:
        totals = [take(part, count) for part, count in zip(parts, units, strict=True)]
        ranks.all_well()
        return totals
    except RankFailed:
        return None
    except OutOfMemory as error:
        tokens, example = error.tokens, error.example
    budget.halve(tokens, example)
    ranks.failed()
    return None


def _coupled(model: Model, part: StepPart, settings: Training, device: torch.device) -> CoupledRows:
    """The part as the second kind of step takes it."""
    bounds = part.mixture.data.row_bounds
    return CoupledRows(
        model=model,
        head=part.mixture.head,
        batches=part.batches,
        example=part.mixture.data.example,
        texts_per_row=int(bounds[1] - bounds[0]),
        precision=settings.precision or "fp32",
        device=device,
    )


def _units(model: Model, part: StepPart) -> int:
    return sum(model.head(part.mixture.head).units(batch) for batch in part.batches)


def _backward(model: Model, part: StepPart, units: float, settings: Training, device: torch.device) -> float:
    """Add the gradients of a part's mean loss, and return that loss."""
    head, total = part.mixture.head, 0.0
    for batch in part.batches:
        with pass_over(batch, part.mixture.data.example):
            with autocast(settings.precision or "fp32", device):
                loss = rules.loss(model, head, batch.to(device), settings.rules or (), part.noise) / max(1, units)
            (loss * part.weight).backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
    return total


def _by_head(parts: Sequence[StepPart], totals: Sequence[float]) -> dict[str, float]:
    """The mean loss of every head, whose mixtures count by their rows."""
    found: dict[str, list[tuple[float, int]]] = {}
    for part, total in zip(parts, totals, strict=True):
        found.setdefault(part.mixture.head, []).append((total, len(part.rows)))
    return {head: sum(loss * n for loss, n in of) / sum(n for _, n in of) for head, of in found.items()}


def trouble(schedule: BatchSchedule, step: int, head: str, what: str) -> str:
    """The message that the loss of `head` is beyond use, with the step, its examples there and what to try."""
    drawn = [part for part in schedule.parts(step) if schedule.mixtures[part.mixture].head == head]
    numbers = [int(schedule.mixtures[part.mixture].data.example[row]) for part in drawn for row in part.rows]
    return (
        f"the loss of {head!r} {what} at step {step + 1} (examples number {', '.join(map(str, numbers[:8]))}"
        f"{', ...' if len(numbers) > 8 else ''}). "
        "Try a lower learning_rate, a longer warmup, a smaller max_grad_norm or precision: fp32."
    )
