"""What a link trains on, and which rows of it every step sees."""

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
from xstilts.training.batches import Rows, Source, apportioned, schedule
from xstilts.training.hyperparameters import Training
from xstilts.training.ranks import ALONE, Ranks


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


def pieces(model: Model, materials: Sequence[Material]) -> Tensor:
    """The ids of all pieces that training needs, ascending: masked language modelling asks among all of them."""
    if any(model.specs[material.head].kind == "masked_lm" for material in materials):
        return torch.arange(model.encoder.get_input_embeddings().num_embeddings)
    return trimming.occurring(model, (material.data.tokens for material in materials))


class Drawn(NamedTuple):
    """What a step trains on: rows of the material with this index, and the weight of their mean loss."""

    material: int
    rows: Rows
    weight: float


class Plan:
    """The rows of every step, by material: a pure function of the step. `ranks` share them.

    A step is of one material, drawn by its share; with `mixed_batches` it has rows of all, whose losses are weighted
    with the exact shares, as whole rows cannot be shared exactly. Replay stands beside either.
    """

    def __init__(
        self, materials: Sequence[Material], settings: Training, steps: int, seed: int, ranks: Ranks = ALONE
    ) -> None:
        self.materials = materials
        self.ranks = ranks
        self.seed = seed
        assert settings.batch_size is not None
        self.main = [index for index, material in enumerate(materials) if not material.every]
        self.shares = np.array([materials[index].share for index in self.main], dtype=np.float64)
        sizes = [settings.batch_size] * len(materials)
        self.mixed = bool(settings.mixed_batches)
        if self.mixed:
            for index, size in zip(self.main, apportioned(self.shares, settings.batch_size), strict=True):
                sizes[index] = int(size)
        self.sources = [
            Source(material.head, material.data.row_lengths, size, seed, settings.batching == "grouped")
            for material, size in zip(materials, sizes, strict=True)
        ]
        self.chosen, self.number = schedule(self.shares, steps, seed)

    def parts(self, step: int) -> list[Drawn]:
        """Everything that the step trains on."""
        parts = self._of_all(step) if self.mixed else [self._of_one(step)]
        for index, material in enumerate(self.materials):
            if material.every and step % material.every == 0:
                parts.append(Drawn(index, self.sources[index].batch(step // material.every), material.loss_weight))
        return parts

    def _of_one(self, step: int) -> Drawn:
        index = self.main[self.chosen[step]]
        return Drawn(index, self.sources[index].batch(int(self.number[step])), self.materials[index].loss_weight)

    def _of_all(self, step: int) -> list[Drawn]:
        return [
            Drawn(index, self.sources[index].batch(step), float(share) * self.materials[index].loss_weight)
            for index, share in zip(self.main, self.shares, strict=True)
            if share > 0
        ]


def steps_of(settings: Training, materials: Sequence[Material]) -> int:
    """How many steps the settings ask for, epochs counted over all materials that are not replay."""
    if settings.max_steps is not None:
        return settings.max_steps
    rows = sum(len(material.data) for material in materials if not material.every)
    return max(1, math.ceil((settings.num_train_epochs or 0) * rows / (settings.batch_size or 1)))
