"""What a link trains on, and which rows of it every step sees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from xstilts.models import trimming
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training.batches import Rows, Source, schedule
from xstilts.training.hyperparameters import Training


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


class Plan:
    """The rows of every step, by material: a pure function of the step."""

    def __init__(self, materials: Sequence[Material], settings: Training, steps: int, seed: int) -> None:
        self.materials = materials
        self.seed = seed
        assert settings.batch_size is not None
        self.sources = [
            Source(material.head, material.data.row_lengths, settings.batch_size, seed, settings.batching == "grouped")
            for material in materials
        ]
        self.main = [index for index, material in enumerate(materials) if not material.every]
        shares = np.array([materials[index].share for index in self.main], dtype=np.float64)
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
