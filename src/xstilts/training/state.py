"""Exact resume: trained weights, their moments and the step in one safetensors file that appears whole or not at all.

Random numbers need no saving: every step draws its own from (seed, step).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from xstilts.base import files

STATE = "state.safetensors"

SHARE = 0.03
"""The part of the time that saving may take at most."""
SHORTEST = 15.0
"""Seconds between two states at least, however small they are."""
DISK = 1e8
"""Bytes a second that a disk is taken to write until a state has been saved on it."""


class TrainingPlace(NamedTuple):
    """Where a run stands: steps done, tokens seen, and how many ranks took the steps, first to last.

    More than one number of ranks means that the run went on with another number: its dropout then is that of neither.
    """

    step: int = 0
    tokens: int = 0
    ranks: tuple[int, ...] = ()

    def with_ranks(self, count: int) -> "TrainingPlace":
        """The same place, from where `count` ranks go on."""
        return self if self.ranks[-1:] == (count,) else self._replace(ranks=(*self.ranks, count))


@dataclass
class SavingTimes:
    """When a state is to be saved: the more seldom the longer saving takes. Times are in seconds of one clock."""

    last: float
    cost: float

    @classmethod
    def of(cls, model: nn.Module, now: float) -> "SavingTimes":
        """Those of a training that begins: a state has every trained weight and two moments of it."""
        weights = sum(parameter.nbytes for parameter in model.parameters() if parameter.requires_grad)
        return cls(now, 3 * weights / DISK)

    def due(self, now: float) -> bool:
        """Whether it is time to save."""
        return now - self.last >= max(SHORTEST, self.cost / SHARE)

    def saved(self, began: float, now: float) -> None:
        """A state was saved between these two times."""
        self.last, self.cost = now, now - began


def save(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, place: TrainingPlace) -> None:
    """Write everything that the steps after `place` depend on; it is on the disk when this returns."""
    tensors = _weights(model)
    for name, parameter in model.named_parameters():
        for moment, value in optimizer.state.get(parameter, {}).items() if parameter.requires_grad else ():
            tensors[f"{moment}/{name}"] = value
    _write(tensors, folder / STATE, place)


def save_weights(path: Path, model: nn.Module, place: TrainingPlace) -> None:
    """Write the weights alone: a state from which no step can be taken, but which can be ended there."""
    path.parent.mkdir(exist_ok=True)
    _write(_weights(model), path, place)


def _weights(model: nn.Module) -> dict[str, Tensor]:
    return {f"weight/{name}": p.detach() for name, p in model.named_parameters() if p.requires_grad}


def _write(tensors: Mapping[str, Tensor], path: Path, place: TrainingPlace) -> None:
    partial = path.with_name(f".{path.name}")
    plain = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
    save_file(plain, partial, {name: json.dumps(value) for name, value in place._asdict().items()})
    files.put(partial, path)


def restore(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> TrainingPlace:
    """Where the run stood, with model and optimizer as they were then; its beginning when there is no state."""
    path = folder / STATE
    if not path.is_file():
        return TrainingPlace()
    parameters = dict(model.named_parameters())
    with safe_open(path, "pt") as stored:
        meta = stored.metadata()
        with torch.no_grad():
            for entry in stored.keys():  # noqa: SIM118 - a safetensors file is no mapping
                kind, name = entry.split("/", 1)
                tensor: Tensor = stored.get_tensor(entry)
                if kind == "weight":
                    parameters[name].copy_(tensor)
                else:
                    device = parameters[name].device if kind != "step" else tensor.device
                    optimizer.state[parameters[name]][kind] = tensor.to(device)
    return TrainingPlace(json.loads(meta["step"]), json.loads(meta["tokens"]), tuple(json.loads(meta["ranks"])))


def discard(folder: Path) -> None:
    """Remove the state of a run that has finished."""
    (folder / STATE).unlink(missing_ok=True)
