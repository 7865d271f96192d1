"""The second kind of step: a loss that couples all rows of a step, exact in pieces that fit into memory.

A contrastive loss compares every text of a batch with every other, so the batch cannot be cut where memory ends. But
the loss needs no more than a vector of each text. So all pieces are read once without gradients, the loss is taken of
all vectors together, and then every piece is read again, with dropout as before, and its vectors are pulled by the
gradient that the loss has for them (gradient cache: Gao et al. 2021, section 3.2). Memory grows with the piece; the
gradient is that of the whole batch, also where several ranks have their rows of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from xstilts.models.batch import Batch
from xstilts.models.head import Head
from xstilts.models.model import Model
from xstilts.training.memory import pass_over
from xstilts.training.precision import autocast
from xstilts.training.ranks import Ranks

TEXTS = "texts"
"""The column, (rows, texts of a row), that has equal numbers for equal texts."""


@dataclass(frozen=True, kw_only=True)
class CoupledRows:
    """The rows of a step that are this rank's, in pieces. `example` is that of every row of the data."""

    model: Model
    head: str
    batches: list[Batch]
    example: NDArray[np.int32]
    texts_per_row: int
    precision: str
    device: torch.device


def backward(rows: CoupledRows, units: float, weight: float, ranks: Ranks) -> float:
    """Add the gradients of the mean loss over all rows of all ranks, times `weight`; the loss, on the first rank.

    Other ranks return 0, so that the sum over ranks is the loss. Raises OutOfMemory like any pass, and RankFailed
    where another rank ran out of memory: no rank may wait for one that starts again.
    """
    own, states = _embedded(rows)
    ranks.all_well()
    place, every = ranks.gathered(own)
    _, names = ranks.gathered(_names(rows))
    loss, gradient = _pulled(rows.model.head(rows.head), every, {TEXTS: names}, units, ranks)
    for batch, state in zip(rows.batches, states, strict=True):
        _restore(state, rows.device)
        with pass_over(batch, rows.example), autocast(rows.precision, rows.device):
            outputs = rows.model(rows.head, batch.to(rows.device)).float()
            # d loss / d weights = sum over vectors of (d loss / d vector) . (d vector / d weights)
            (weight * (outputs * gradient[place : place + len(outputs)]).sum()).backward()
        place += len(outputs)
    return loss if ranks.writes else 0.0


def _embedded(rows: CoupledRows) -> tuple[Tensor, list[Tensor]]:
    """The vectors of this rank's rows, (n, texts, width), and where each piece's dropout began."""
    states: list[Tensor] = []
    vectors = [torch.zeros(0, rows.texts_per_row, rows.model.encoder.config.hidden_size, device=rows.device)]
    for batch in rows.batches:
        states.append(_random_state(rows.device))
        with torch.no_grad(), pass_over(batch, rows.example), autocast(rows.precision, rows.device):
            vectors.append(rows.model(rows.head, batch.to(rows.device)).float())
    return torch.cat(vectors), states


def _names(rows: CoupledRows) -> Tensor:
    """(n, texts): the numbers of this rank's texts."""
    none = torch.zeros(0, rows.texts_per_row, dtype=torch.int64)
    return torch.cat([none, *(batch.columns[TEXTS] for batch in rows.batches)]).to(rows.device)


def _pulled(
    head: Head, vectors: Tensor, columns: Mapping[str, Tensor], units: float, ranks: Ranks
) -> tuple[float, Tensor]:
    """The mean loss of all vectors (N, texts, width) and its gradient for them.

    Every rank computes the same; weights of the loss itself (a temperature) take theirs on the first rank alone, as
    gradients are summed over ranks afterwards.
    """
    leaf = vectors.detach().requires_grad_()
    own = [parameter for parameter in head.parameters() if parameter.requires_grad]
    total, gradient = 0.0, torch.zeros_like(leaf)
    for piece in head.batch_losses(leaf, columns):
        loss = piece / max(1, units)
        pull, *pulls = torch.autograd.grad(loss, [leaf, *own], allow_unused=True)
        gradient += pull
        total += float(loss.detach())
        for parameter, found in zip(own, pulls, strict=True):
            if found is not None and ranks.writes:
                parameter.grad = found if parameter.grad is None else parameter.grad + found
    return total, gradient


def _random_state(device: torch.device) -> Tensor:
    """Where the generator stands from which a piece's dropout is drawn."""
    return torch.cuda.get_rng_state(device) if device.type == "cuda" else torch.get_rng_state()


def _restore(state: Tensor, device: torch.device) -> None:
    """Let the next pass draw what the pass from `state` on drew."""
    if device.type == "cuda":
        torch.cuda.set_rng_state(state, device)
    else:
        torch.set_rng_state(state)
