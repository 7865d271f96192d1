"""A training phase on its way: the model after some of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import ModelStage
from xstilts.study.stages.train import Train


@dataclass(frozen=True, kw_only=True)
class Snapshot(ModelStage):
    """The model after the first `step` steps of a `phase`, bit for bit. Fills `checkpoint/`.

    The phase leaves its weights on the way where it is told to; one that has not is trained again, so far, from its
    `parent`.
    """

    GPU: ClassVar[bool] = True

    phase: Train
    parent: ModelStage
    step: int

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """What the phase reads."""
        return self.phase.reads

    @property
    def parameters(self) -> float:
        """Those of the phase."""
        return self.phase.parameters

    @property
    def of_seed(self) -> str:
        """` (seed 1)`."""
        return self.phase.of_seed

    @property
    def heads(self) -> Mapping[str, DataSlice]:
        """Those of the phase."""
        return self.phase.heads

    @property
    def title(self) -> str:
        """`intermediate nli, step 200`."""
        return f"{self.phase.title}, step {self.step}"

    @property
    def label(self) -> str:
        """`intermediate nli, step 200 (seed 1)`."""
        return self.title + self.of_seed
