"""AdamW and the learning rate of every step."""

import math
from typing import Any

import torch

from xstilts.models.model import Model
from xstilts.training.hyperparameters import Training


def adamw(model: Model, settings: Training) -> torch.optim.AdamW:
    """AdamW, its decay on matrices only, as is usual for transformers."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        groups, lr=settings.learning_rate or 0.0, betas=(0.9, settings.adam_beta2 or 0.999), fused=True
    )


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> float:
    """Let the next step have this learning rate, which is returned."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    return rate


def take_step(optimizer: torch.optim.Optimizer) -> None:
    """Move the weights by their gradients, and forget these."""
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def learning_rate(settings: Training, step: int, steps: int) -> float:
    """The rate of a step: linear warm-up, then linear or cosine to 0, or constant."""
    top = settings.learning_rate or 0.0
    warmup = int((settings.warmup or 0) * steps)
    if step < warmup:
        return top * (step + 1) / warmup
    left = (steps - step) / max(1, steps - warmup)
    if settings.schedule == "linear":
        return top * left
    return top * (1 + math.cos(math.pi * (1 - left))) / 2 if settings.schedule == "cosine" else top


def decay(settings: Training, steps: int, until: int | None = None) -> float:
    """What AdamW multiplies a weight by in all steps, or in those `until`, together if its gradient is always 0."""
    rates = (learning_rate(settings, step, steps) for step in range(min(steps, until or steps)))
    return math.prod(1 - rate * (settings.weight_decay or 0.0) for rate in rates)
