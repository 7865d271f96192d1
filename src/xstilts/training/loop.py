"""The training loop: batches in, gradients out. It knows heads and rows, never tasks."""

import math
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of
from xstilts.graph.stage import Context, Progress
from xstilts.models import trimming
from xstilts.models.compiled import compiled
from xstilts.models.head import check_targets
from xstilts.models.model import Model
from xstilts.training import state
from xstilts.training.adapter_settings import Adapter
from xstilts.training.adapters import adapted
from xstilts.training.course import Course, snapshot
from xstilts.training.curve import LOG, LOG_POINTS, LossCurve
from xstilts.training.hold_back import Anchor, freeze
from xstilts.training.hyperparameters import Training
from xstilts.training.memory import Budget
from xstilts.training.optimizer import adamw, decay, learning_rate, set_rate, take_step
from xstilts.training.ranks import Ranks
from xstilts.training.step import TOKEN_BUDGET, accumulate, trouble, try_longest
from xstilts.training.task_mixture import BatchSchedule, TaskMixture, pieces, steps_of


@dataclass(frozen=True)
class Outcome:
    """What a finished run did. `tokens` are real ones; `loss` is the mean of the last tenth of the logged points.

    `token_budget` is what a forward pass had at most: less than at first where memory did not suffice. `ranks` are
    the numbers of processes that took its steps, more than one where it was resumed with another.
    """

    steps: int
    tokens: int
    seconds: float
    loss: float
    token_budget: int
    ranks: tuple[int, ...] = (1,)


def fit(
    model: Model, mixtures: Sequence[TaskMixture], *, settings: Training, course: Course, folder: Path, context: Context
) -> Outcome:
    """Train the model in place. `settings` are complete; `folder` keeps the log and the state to resume from.

    The state outlives the training: whoever has saved the model removes it (`state.discard`).

    Where there are several ranks, all call this with the same arguments but `context`, and only the first writes.
    Raises UserError for targets that a head cannot give, an adapter that does not fit the encoder, and where the loss
    is not a number or diverges, with the step and what to try.
    """
    for mixture in mixtures:
        check_targets(mixture.head, model.head(mixture.head), mixture.data)
    freeze(model, settings.freeze)
    adapter = settings.adapter if isinstance(settings.adapter, Adapter) else None
    device = torch.device(context.device)
    with (
        adapted(model, adapter, seed=course.seed, folder=None if context.rank else folder),
        trimming.trimmed(
            model, pieces(model, mixtures), fade=decay(settings, steps_of(settings, mixtures), course.until)
        ),
        compiled(model, device) if settings.compile else nullcontext(),
    ):
        return _train(model, mixtures, settings=settings, course=course, folder=folder, context=context)


def _train(
    model: Model, mixtures: Sequence[TaskMixture], *, settings: Training, course: Course, folder: Path, context: Context
) -> Outcome:
    """All steps of `fit`."""
    device = torch.device(context.device)
    model.to(device).train()
    optimizer = adamw(model, settings)
    steps = steps_of(settings, mixtures)
    ranks = Ranks(context.rank, context.ranks)
    schedule = BatchSchedule(mixtures, settings, steps, course.seed, ranks)
    anchor = Anchor.of(model, settings.l2_start or 0.0)
    first, tokens, used = state.restore(folder, model, optimizer).with_ranks(ranks.count)
    budget = Budget(TOKEN_BUDGET[device.type], lambda note: context.progress(Progress(step, steps, "steps", note)))
    curve = LossCurve(folder / LOG, first, max(1, steps // LOG_POINTS))
    began = shown = time.monotonic()
    saving = state.SavingTimes.of(model, began)
    try_longest(model, schedule, settings=settings, device=device)
    for step in range(first, min(steps, course.until or steps)):
        rate = set_rate(optimizer, learning_rate(settings, step, steps))
        _seed(device, seed_of(course.seed, "dropout", step, *ranks.own))
        losses, seen = accumulate(model, schedule, step, settings=settings, device=device, budget=budget)
        anchor.pull()
        torch.nn.utils.clip_grad_norm_(list(model.parameters()), settings.max_grad_norm or math.inf)
        take_step(optimizer)
        tokens += seen
        curve.add(step, losses, rate)
        _refuse_divergence(curve, schedule, step)
        if ranks.writes and step + 1 in course.keep:
            state.save_weights(snapshot(folder, step + 1), model, state.TrainingPlace(step + 1, tokens, used))
        now = time.monotonic()
        if now - shown > 1:
            context.progress(Progress(step + 1, steps, "steps", f"loss {curve.recent:.3f}"))
            shown = now
        if ranks.writes and curve.at_window_end and saving.due(now):
            curve.write()
            state.save(folder, model, optimizer, state.TrainingPlace(step + 1, tokens, used))
            saving.saved(now, time.monotonic())
    if ranks.writes:
        curve.write()
    return Outcome(steps, tokens, time.monotonic() - began, curve.final, budget.tokens, used)


def _seed(device: torch.device, seed: int) -> None:
    """Seed what dropout draws from. On a CPU that is one generator; torch's call for all takes 1 ms there."""
    (torch.default_generator.manual_seed if device.type == "cpu" else torch.manual_seed)(seed)


def _refuse_divergence(curve: LossCurve, schedule: BatchSchedule, step: int) -> None:
    """Raises UserError where the loss of a head has grown beyond sense."""
    for head, first, recent in curve.diverged():
        raise UserError(trouble(schedule, step, head, f"has gone from {first:.3g} to {recent:.3g}, so it diverges,"))
