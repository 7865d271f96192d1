"""A model made of others without training."""

from collections.abc import Mapping
from dataclasses import dataclass

from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import ModelStage


@dataclass(frozen=True, kw_only=True)
class MergedModel:
    """One of the models that are merged, and its weight."""

    model: ModelStage
    weight: float


@dataclass(frozen=True, kw_only=True)
class Merge(ModelStage):
    """A model made of `models` and the `start` that all of them come from; see models.merging. Fills `checkpoint/`.

    `layers` scales the weights in single layers, from the embeddings (0) up. `heads_of` says which of the models gives
    its heads, by its place; None: none does. `seed` draws what `dare` leaves out.
    """

    start: ModelStage
    models: tuple[MergedModel, ...]
    method: str = "linear"
    density: float = 1.0
    layers: tuple[float, ...] = ()
    heads_of: int | None = None
    seed: int = 0

    @property
    def parameters(self) -> float:
        """Those of each of its models."""
        return self.start.parameters

    @property
    def of_seed(self) -> str:
        """` (seed 1)`, that of the models."""
        return next((entry.model.of_seed for entry in self.models if entry.model.of_seed), "")

    @property
    def heads(self) -> Mapping[str, DataSlice]:
        """Those of the model that gives them."""
        return {} if self.heads_of is None else self.models[self.heads_of].model.heads

    def work(self) -> float:
        """Some operations a weight and model."""
        return 10 * self.parameters * len(self.models)

    @property
    def title(self) -> str:
        """`merge nli-half`."""
        return f"merge {self.role.name or self.method}"

    @property
    def label(self) -> str:
        """`merge nli-half (seed 1)`."""
        return self.title + self.of_seed
