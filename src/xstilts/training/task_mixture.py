"""What a phase trains on, and which rows of it every step sees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from xstilts.models import trimming
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training.batches import Rows, RowSource, apportioned, schedule
from xstilts.training.hyperparameters import Training
from xstilts.training.ranks import ALONE, Ranks


@dataclass(frozen=True, kw_only=True)
class TaskMixture:
    """One thing that a phase trains on: rows, and the head that learns them.

    `share` is its part of the steps among all mixtures that are not replay; a replay mixture (`every` > 0) adds
    a batch of its own to every `every`-th step. `loss_weight` scales its loss.
    """

    head: str
    data: Encoded
    share: float = 1.0
    every: int = 0
    loss_weight: float = 1.0


def pieces(model: Model, mixtures: Sequence[TaskMixture]) -> Tensor:
    """The ids of all pieces that training needs, ascending: all there are where a head asks among all of them."""
    if any(model.head(mixture.head).needs_whole_vocabulary for mixture in mixtures):
        return torch.arange(model.encoder.get_input_embeddings().num_embeddings)
    return trimming.occurring(model, (mixture.data.tokens for mixture in mixtures))


class StepRows(NamedTuple):
    """What a step trains on: rows of the mixture with this index, and the weight of their mean loss."""

    mixture: int
    rows: Rows
    weight: float


class BatchSchedule:
    """The rows of every step, by mixture: a pure function of the step. `ranks` share them.

    A step is of one mixture, drawn by its share; with `mixed_batches` it has rows of all, whose losses are weighted
    with the exact shares, as whole rows cannot be shared exactly. Replay stands beside either.
    """

    def __init__(
        self, mixtures: Sequence[TaskMixture], settings: Training, steps: int, seed: int, ranks: Ranks = ALONE
    ) -> None:
        self.mixtures = mixtures
        self.ranks = ranks
        self.seed = seed
        assert settings.batch_size is not None
        self.main = [index for index, mixture in enumerate(mixtures) if not mixture.every]
        self.shares = np.array([mixtures[index].share for index in self.main], dtype=np.float64)
        sizes = [settings.batch_size] * len(mixtures)
        self.mixed = bool(settings.mixed_batches)
        if self.mixed:
            for index, size in zip(self.main, apportioned(self.shares, settings.batch_size), strict=True):
                sizes[index] = int(size)
        self.sources = [
            RowSource(mixture.head, mixture.data.row_lengths, size, seed, settings.batching == "grouped")
            for mixture, size in zip(mixtures, sizes, strict=True)
        ]
        self.chosen, self.number = schedule(self.shares, steps, seed)

    def parts(self, step: int) -> list[StepRows]:
        """Everything that the step trains on."""
        parts = self._of_all(step) if self.mixed else [self._of_one(step)]
        for index, mixture in enumerate(self.mixtures):
            if mixture.every and step % mixture.every == 0:
                parts.append(StepRows(index, self.sources[index].batch(step // mixture.every), mixture.loss_weight))
        return parts

    def _of_one(self, step: int) -> StepRows:
        index = self.main[self.chosen[step]]
        return StepRows(index, self.sources[index].batch(int(self.number[step])), self.mixtures[index].loss_weight)

    def _of_all(self, step: int) -> list[StepRows]:
        return [
            StepRows(index, self.sources[index].batch(step), float(share) * self.mixtures[index].loss_weight)
            for index, share in zip(self.main, self.shares, strict=True)
            if share > 0
        ]


def steps_of(settings: Training, mixtures: Sequence[TaskMixture]) -> int:
    """How many steps the settings ask for, epochs counted over all mixtures that are not replay."""
    if settings.max_steps is not None:
        return settings.max_steps
    rows = sum(len(mixture.data) for mixture in mixtures if not mixture.every)
    return max(1, math.ceil((settings.num_train_epochs or 0) * rows / (settings.batch_size or 1)))
