"""One training step: the gradients of its rows, added up over pieces that fit into memory."""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

import torch

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.models.batch import Batch, collate
from xstilts.models.model import Model
from xstilts.training import rules
from xstilts.training.batches import Rows, within_budget
from xstilts.training.hyperparameters import Training
from xstilts.training.material import Material, Plan
from xstilts.training.memory import Budget, OutOfMemory, pass_over

TOKEN_BUDGET = {"cpu": 8192, "cuda": 65536}
"""Tokens of one forward pass: above this a step is split, with the same loss."""


class Part(NamedTuple):
    """What a step trains on of one material: batches that fit into the budget, and the seed of what it draws.

    `weight` is that of its mean loss in the step's.
    """

    material: Material
    rows: Rows
    weight: float
    batches: list[Batch]
    noise: int


def accumulate(
    model: Model, plan: Plan, step: int, *, settings: Training, device: torch.device, budget: Budget
) -> tuple[dict[str, float], int]:
    """Add up the gradients of a step; its mean loss by head, and how many tokens it had.

    Where memory does not suffice, all passes are done again with a smaller budget and the same random numbers.
    """
    parts = _parts(model, plan, step, budget)
    units = [max(1, sum(model.head(part.material.head).units(batch) for batch in part.batches)) for part in parts]
    while True:
        try:
            totals = [_backward(model, part, count, settings, device) for part, count in zip(parts, units, strict=True)]
            break
        except OutOfMemory as error:
            tokens, example = error.tokens, error.example
        budget.halve(tokens, example)
        model.zero_grad(set_to_none=True)
        torch.manual_seed(torch.initial_seed())
        parts = _parts(model, plan, step, budget)
    for part, total in zip(parts, totals, strict=True):
        if not math.isfinite(total):
            raise UserError(trouble(plan, step, part.material.head, f"is {total}"))
    return _by_head(parts, totals), sum(len(batch.tokens) for part in parts for batch in part.batches)


def _parts(model: Model, plan: Plan, step: int, budget: Budget) -> list[Part]:
    parts = []
    for index, rows, weight in plan.parts(step):
        material = plan.materials[index]
        noise = seed_of(plan.seed, "noise", material.head, step)
        pieces = within_budget(rows, plan.sources[index].lengths, budget.tokens)
        head = model.head(material.head)
        batches = [head.prepare(collate(material.data, piece), noise) for piece in pieces]
        parts.append(Part(material, rows, weight, batches, noise))
    return parts


def _backward(model: Model, part: Part, units: int, settings: Training, device: torch.device) -> float:
    """Add the gradients of a part's mean loss, and return that loss."""
    head, total = part.material.head, 0.0
    for batch in part.batches:
        with pass_over(batch, part.material.data.example):
            with _precision(settings, device):
                loss = rules.loss(model, head, batch.to(device), settings.rules or (), part.noise) / units
            (loss * part.weight).backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
    return total


def _by_head(parts: Sequence[Part], totals: Sequence[float]) -> dict[str, float]:
    """The mean loss of every head, whose materials count by their rows."""
    found: dict[str, list[tuple[float, int]]] = {}
    for part, total in zip(parts, totals, strict=True):
        found.setdefault(part.material.head, []).append((total, len(part.rows)))
    return {head: sum(loss * n for loss, n in of) / sum(n for _, n in of) for head, of in found.items()}


def _precision(settings: Training, device: torch.device) -> AbstractContextManager[object]:
    return torch.autocast(device.type, torch.bfloat16) if settings.precision == "bf16" else nullcontext()


def trouble(plan: Plan, step: int, head: str, what: str) -> str:
    """The message that the loss of `head` is beyond use, with the step, its examples there and what to try."""
    drawn = [part for part in plan.parts(step) if plan.materials[part.material].head == head]
    numbers = [int(plan.materials[part.material].data.example[row]) for part in drawn for row in part.rows]
    return (
        f"the loss of {head!r} {what} at step {step + 1} (examples number {', '.join(map(str, numbers[:8]))}"
        f"{', ...' if len(numbers) > 8 else ''}). "
        "Try a lower learning_rate, a longer warmup, a smaller max_grad_norm or precision: fp32."
    )
