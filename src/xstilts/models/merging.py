"""Models from models without training: sums of weights and of task vectors, tensor by tensor.

All methods see one tensor of each model at a time, so memory holds little more than where the tensors are put. What
several names share (tied embeddings) is stored once in a checkpoint and merged once.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import safe_open
from torch import Tensor

from xstilts.base.errors import UserError
from xstilts.base.randomness import seed_of

WEIGHTS = "model.safetensors"
LAYER = re.compile(r"\.layers?\.(\d+)\.")


class Term(NamedTuple):
    """One of the merged models: the folder of its checkpoint and its weight."""

    folder: Path
    weight: float


class MergeRule(NamedTuple):
    """How tensors are merged. `layers` scales the weights by layer, 0 for the embeddings; what no layer has, by 1."""

    method: str
    density: float
    layers: tuple[float, ...]
    seed: int


def merged(start: Path, terms: Sequence[Term], rule: MergeRule) -> Iterator[tuple[str, Tensor]]:
    """Name and value, in float32, of every tensor of the merged model.

    Raises UserError where the models have other tensors than the start, or of other shapes.
    """
    with ExitStack() as stack:
        base = stack.enter_context(_opened(start))
        others = [stack.enter_context(_opened(term.folder)) for term in terms]
        _check_names(start, base, terms, others)
        depth = _depth(base.keys())
        _check_layers(rule.layers, depth, start)
        for name in base.keys():  # noqa: SIM118 -- a safetensors file is no mapping
            tensors = [other.get_tensor(name).float() for other in others]
            origin = base.get_tensor(name).float()
            for term, tensor in zip(terms, tensors, strict=True):
                _check_shape(name, term.folder, tensor, origin)
            scale = _scale(name, rule.layers, depth)
            weights = [term.weight * scale for term in terms]
            yield name, _tensor(name, origin, tensors, weights, rule)


def _tensor(name: str, start: Tensor, tensors: Sequence[Tensor], weights: Sequence[float], rule: MergeRule) -> Tensor:
    """One merged tensor. A linear merge is start + sum of w (model - start) as well, as its weights sum to 1."""
    vectors = [tensor - start for tensor in tensors]
    if rule.method == "ties":
        return start + _ties(vectors, weights, rule.density)
    if rule.method == "dare":
        seeds = [seed_of(rule.seed, "dare", place, name) for place in range(len(vectors))]
        vectors = [_dropped(vector, rule.density, seed) for vector, seed in zip(vectors, seeds, strict=True)]
    return start + sum((w * v for w, v in zip(weights, vectors, strict=True)), torch.zeros_like(start))


def _ties(vectors: Sequence[Tensor], weights: Sequence[float], density: float) -> Tensor:
    """TIES (Yadav et al. 2023): trim each task vector, elect a sign for every weight, average those that agree.

    The share `density` of largest entries of each vector is kept; the elected sign is that of their weighted sum; of
    the entries with that sign the weighted mean is taken, times the sum of all weights (lambda).
    """
    trimmed = torch.stack([weight * _largest(vector, density) for weight, vector in zip(weights, vectors, strict=True)])
    sign = torch.sign(trimmed.sum(dim=0))
    agrees = (torch.sign(trimmed) == sign) & (trimmed != 0)
    share = torch.tensor(weights).view(-1, *[1] * (trimmed.dim() - 1))
    total = (share * agrees).sum(dim=0)
    kept = (trimmed * agrees).sum(dim=0)
    return torch.where(total != 0, kept / total.where(total != 0, torch.ones_like(total)), 0.0) * sum(weights)


def _largest(vector: Tensor, density: float) -> Tensor:
    """The vector with all but its largest entries 0."""
    kept = max(1, round(density * vector.numel()))
    if kept >= vector.numel():
        return vector
    sizes = vector.abs().flatten()
    threshold = sizes.kthvalue(vector.numel() - kept + 1).values
    return vector * (vector.abs() >= threshold)


def _dropped(vector: Tensor, density: float, seed: int) -> Tensor:
    """DARE (Yu et al. 2024): a random share `density` of the entries, divided by it, so that the mean stays."""
    draw = torch.rand(vector.shape, generator=torch.Generator().manual_seed(seed))
    return vector * (draw < density) / density


def _opened(folder: Path) -> safe_open:
    path = folder / WEIGHTS
    if not path.is_file():
        raise UserError(f"{path}: no such file. Only models whose weights lie in one file can be merged.")
    return safe_open(path, "pt")


def _check_names(start: Path, base: safe_open, terms: Sequence[Term], others: Sequence[safe_open]) -> None:
    names = set(base.keys())  # type: ignore[no-untyped-call]
    for term, other in zip(terms, others, strict=True):
        if different := sorted(names ^ set(other.keys())):  # type: ignore[no-untyped-call]
            raise UserError(
                f"{term.folder}: cannot be merged with {start}: {len(different)} tensors are in one of them only "
                f"({', '.join(different[:3])}). Merge models of one architecture that come from one start."
            )


def _check_shape(name: str, folder: Path, tensor: Tensor, start: Tensor) -> None:
    if tensor.shape != start.shape:
        raise UserError(
            f"{folder}: {name} has the shape {tuple(tensor.shape)}, that of the start is {tuple(start.shape)}. Merge "
            "models of one size with one vocabulary."
        )


def _depth(names: Sequence[str]) -> int:
    """How many layers there are."""
    return 1 + max((int(found[1]) for name in names if (found := LAYER.search(name))), default=-1)


def _check_layers(layers: Sequence[float], depth: int, start: Path) -> None:
    if layers and len(layers) != depth + 1:
        raise UserError(
            f"layers: {len(layers)} factors for {start}, which has {depth} layers: give {depth + 1}, the embeddings' "
            "first"
        )


def _scale(name: str, layers: Sequence[float], depth: int) -> float:
    """What the weights are multiplied by in the tensor of this name."""
    if not layers:
        return 1.0
    found = LAYER.search(name)
    if found:
        return layers[int(found[1]) + 1]
    return layers[0] if "embedding" in name else 1.0
