"""One training step: the gradients of its rows, added up over pieces that fit into memory."""

import math
from contextlib import AbstractContextManager, nullcontext

import torch

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.models.batch import collate
from xstilts.models.model import Model
from xstilts.training import rules
from xstilts.training.batches import Rows, within_budget
from xstilts.training.hyperparameters import Training
from xstilts.training.material import Material, Plan

TOKEN_BUDGET = {"cpu": 8192, "cuda": 65536}
"""Tokens of one forward pass: above this a step is split, with the same loss."""


def accumulate(
    model: Model, plan: Plan, step: int, *, seed: int, settings: Training, device: torch.device
) -> tuple[dict[str, float], int]:
    """Add up the gradients of a step; its mean loss by head, and how many tokens it had."""
    losses: dict[str, float] = {}
    tokens = 0
    for index, rows in plan.parts(step):
        material = plan.materials[index]
        head = model.head(material.head)
        pieces = within_budget(rows, plan.sources[index].lengths, TOKEN_BUDGET[device.type])
        noise = seed_of(seed, "noise", material.head, step)
        batches = [head.prepare(collate(material.data, piece), noise) for piece in pieces]
        units = max(1, sum(head.units(batch) for batch in batches))
        total = 0.0
        for batch in batches:
            with _precision(settings, device):
                loss = rules.loss(model, material.head, batch.to(device), settings.rules or (), noise) / units
            (loss * material.loss_weight).backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
            tokens += len(batch.tokens)
        if not math.isfinite(total):
            raise UserError(_not_finite(material, rows, step, total))
        losses[material.head] = total
    return losses, tokens


def _precision(settings: Training, device: torch.device) -> AbstractContextManager[object]:
    return torch.autocast(device.type, torch.bfloat16) if settings.precision == "bf16" else nullcontext()


def _not_finite(material: Material, rows: Rows, step: int, loss: float) -> str:
    examples = ", ".join(str(int(material.data.example[row])) for row in rows[:8])
    return (
        f"the loss of {material.head!r} is {loss} at step {step + 1} (examples number {examples}"
        f"{', ...' if len(rows) > 8 else ''}). "
        "Try a lower learning_rate, a longer warmup, a smaller max_grad_norm or precision: fp32."
    )
