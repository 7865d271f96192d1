"""The training loop: batches in, gradients out. It knows heads and rows, never tasks."""

import json
import math
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.graph.stage import Context, Progress
from xstilts.models.batch import Batch, collate
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training import state
from xstilts.training.batches import Rows, Source, schedule, within_budget
from xstilts.training.hyperparameters import Training

LOG = "log.jsonl"
LOG_POINTS = 200
"""A curve has about so many points, whatever its length."""

SAVE_EVERY_SECONDS = 60.0
TOKEN_BUDGET = {"cpu": 8192, "cuda": 65536}
"""Tokens of one forward pass: above this a step is split, with the same loss."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """One thing that a link trains on: rows, and the head that learns them.

    `share` is its part of the steps among all materials that are not replay; a replay material (`every` > 0) adds
    a batch of its own to every `every`-th step. `loss_weight` scales its loss.
    """

    head: str
    data: Encoded
    share: float = 1.0
    every: int = 0
    loss_weight: float = 1.0


@dataclass(frozen=True)
class Outcome:
    """What a finished run did. `tokens` are real ones; `loss` is the mean of the last tenth of the logged points."""

    steps: int
    tokens: int
    seconds: float
    loss: float


class _Plan:
    """The rows of every step, by material: a pure function of the step."""

    def __init__(self, materials: Sequence[Material], settings: Training, steps: int, seed: int) -> None:
        self.materials = materials
        assert settings.batch_size is not None
        self.sources = [
            Source(material.head, material.data.row_lengths, settings.batch_size, seed, settings.batching == "grouped")
            for material in materials
        ]
        self.main = [index for index, material in enumerate(materials) if not material.every]
        shares = torch.tensor([materials[index].share for index in self.main], dtype=torch.float64).numpy()
        self.chosen, self.number = schedule(shares, steps, seed)

    def parts(self, step: int) -> list[tuple[int, Rows]]:
        """(material, rows) of everything that the step trains on."""
        main = self.main[self.chosen[step]]
        parts = [(main, self.sources[main].batch(int(self.number[step])))]
        for index, material in enumerate(self.materials):
            if material.every and step % material.every == 0:
                parts.append((index, self.sources[index].batch(step // material.every)))
        return parts


def steps_of(settings: Training, materials: Sequence[Material]) -> int:
    """How many steps the settings ask for, epochs counted over all materials that are not replay."""
    if settings.max_steps is not None:
        return settings.max_steps
    rows = sum(len(material.data) for material in materials if not material.every)
    return max(1, math.ceil((settings.num_train_epochs or 0) * rows / (settings.batch_size or 1)))


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


def fit(
    model: Model, materials: Sequence[Material], *, settings: Training, seed: int, folder: Path, context: Context
) -> Outcome:
    """Train the model in place. `settings` are complete; `folder` keeps the log and the state to resume from.

    Raises UserError where the loss is not a number, with the step and what to try.
    """
    device = torch.device(context.device)
    model.to(device).train()
    model.encoder.get_input_embeddings().requires_grad_(settings.freeze != "embeddings")
    optimizer = _optimizer(model, settings)
    steps = steps_of(settings, materials)
    plan = _Plan(materials, settings, steps, seed)
    first, tokens = state.restore(folder, model, optimizer)
    log = _Log(folder / LOG, first, max(1, steps // LOG_POINTS))
    began = saved = shown = time.monotonic()
    for step in range(first, steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(settings, step, steps)
        torch.manual_seed(seed_of(seed, "dropout", step))
        losses, seen = _accumulate(model, plan, step, seed=seed, settings=settings, device=device)
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings.max_grad_norm or math.inf)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        tokens += seen
        log.add(step, losses, optimizer.param_groups[0]["lr"])
        now = time.monotonic()
        if now - shown > 1:
            context.progress(Progress(step + 1, steps, "steps", f"loss {log.recent:.3f}"))
            shown = now
        if now - saved > SAVE_EVERY_SECONDS and log.at_window_end:
            log.write()
            state.save(folder, model, optimizer, step=step + 1, tokens=tokens)
            saved = now
    log.write()
    state.discard(folder)
    return Outcome(steps, tokens, time.monotonic() - began, log.final)


def _optimizer(model: Model, settings: Training) -> torch.optim.AdamW:
    """AdamW, its decay on matrices only, as is usual for transformers."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        groups, lr=settings.learning_rate or 0.0, betas=(0.9, settings.adam_beta2 or 0.999), fused=True
    )


def _accumulate(
    model: Model, plan: _Plan, step: int, *, seed: int, settings: Training, device: torch.device
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
                loss = _loss(model, material.head, batch.to(device)) / units
            (loss * material.loss_weight).backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
            tokens += len(batch.tokens)
        if not math.isfinite(total):
            raise UserError(_not_finite(material, rows, step, total))
        losses[material.head] = total
    return losses, tokens


def _loss(model: Model, head: str, batch: Batch) -> Tensor:
    return model.head(head).loss(model(head, batch), batch)


def _precision(settings: Training, device: torch.device) -> AbstractContextManager[object]:
    return torch.autocast(device.type, torch.bfloat16) if settings.precision == "bf16" else nullcontext()


def _not_finite(material: Material, rows: Rows, step: int, loss: float) -> str:
    examples = ", ".join(str(int(material.data.example[row])) for row in rows[:8])
    return (
        f"the loss of {material.head!r} is {loss} at step {step + 1} (examples number {examples}"
        f"{', ...' if len(rows) > 8 else ''}). "
        "Try a lower learning_rate, a longer warmup, a smaller max_grad_norm or precision: fp32."
    )


class _Log:
    """The training curve: mean losses over windows of steps, written beside the state."""

    def __init__(self, path: Path, first: int, window: int) -> None:
        self.path = path
        self.window = window
        self.points: list[dict[str, float]] = []
        self.pending: dict[str, list[float]] = {}
        self.recent = math.nan
        if first and path.is_file():
            rows = (json.loads(line) for line in path.read_text().splitlines())
            self.points = [row for row in rows if row["step"] <= first]

    def add(self, step: int, losses: dict[str, float], rate: float) -> None:
        """Note the losses of a step; a window's mean becomes a point of the curve."""
        for head, loss in losses.items():
            self.pending.setdefault(head, []).append(loss)
            self.recent = loss if math.isnan(self.recent) else 0.98 * self.recent + 0.02 * loss
        if (step + 1) % self.window == 0:
            means = {f"loss/{head}": sum(values) / len(values) for head, values in self.pending.items()}
            self.points.append({"step": step + 1, "learning_rate": rate, **means})
            self.pending = {}

    @property
    def at_window_end(self) -> bool:
        """Whether every step so far is in a point, so that a resumed run goes on with the same curve."""
        return not self.pending

    def write(self) -> None:
        """Write all points so far."""
        self.path.write_text("".join(json.dumps(point) + "\n" for point in self.points))

    @property
    def final(self) -> float:
        """The mean loss over the last tenth of the points."""
        tail = self.points[-max(1, len(self.points) // 10) :]
        values = [value for point in tail for name, value in point.items() if name.startswith("loss/")]
        return sum(values) / len(values) if values else self.recent
