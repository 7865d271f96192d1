"""Exact resume: trained weights, their moments and the step in one safetensors file that appears whole or not at all.

Random numbers need no saving: every step draws its own from (seed, step).
"""

from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

STATE = "state.safetensors"


def save(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, *, step: int, tokens: int) -> None:
    """Write everything that the steps after `step` depend on."""
    trained = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    tensors = {f"weight/{name}": parameter.detach() for name, parameter in trained.items()}
    for name, parameter in trained.items():
        for moment, value in optimizer.state.get(parameter, {}).items():
            tensors[f"{moment}/{name}"] = value
    partial = folder / f".{STATE}"
    plain = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
    save_file(plain, partial, {"step": str(step), "tokens": str(tokens)})
    partial.replace(folder / STATE)


def restore(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> tuple[int, int]:
    """Steps done and tokens seen so far, with model and optimizer as they were then; (0, 0) when there is no state."""
    path = folder / STATE
    if not path.is_file():
        return 0, 0
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
                    place = parameters[name].device if kind != "step" else tensor.device
                    optimizer.state[parameters[name]][kind] = tensor.to(place)
    return int(meta["step"]), int(meta["tokens"])


def discard(folder: Path) -> None:
    """Remove the state of a run that has finished."""
    (folder / STATE).unlink(missing_ok=True)
