"""A training phase."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import DataSlice, size, together
from xstilts.study.stages.base import ModelStage
from xstilts.training.hyperparameters import Training

LOG = "log.jsonl"
SUMMARY = "training.json"


@dataclass(frozen=True, kw_only=True)
class TaskShare:
    """One task in a training phase. `weight` is its share under mixing `given`; see training.task_mixture."""

    slices: tuple[DataSlice, ...]
    head: str
    weight: float = 1.0
    loss_weight: float = 1.0
    every: int = 0


@dataclass(frozen=True, kw_only=True)
class Train(ModelStage):
    """One training phase: pretraining from scratch, continued MLM, intermediate or target training.

    Every phase has a parent and gives a checkpoint, so phases chain freely. `training` is complete. Heads are new, with
    `keep_heads` the parent's. A phase that everything else waits for takes the `whole_machine`. Fills `checkpoint/`,
    `log.jsonl` with the curve, and `training.json` with what was seen; after the steps `snapshots` it leaves its
    weights, which changes nothing.
    """

    VERSION: ClassVar[int] = 5  # tasks are mixed by examples, not by windows
    GPU: ClassVar[bool] = True
    RANKS: ClassVar[bool] = True
    UNKEYED: ClassVar[frozenset[str]] = ModelStage.UNKEYED | {"whole_machine", "snapshots"}

    parent: ModelStage
    tasks: tuple[TaskShare, ...]
    training: Training
    mixing: str = "proportional"
    temperature: float = 1.0
    seed: int = 0
    keep_heads: bool = False
    whole_machine: bool = False
    snapshots: tuple[int, ...] = ()

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """The data of all its tasks."""
        return tuple(data_slice for task in self.tasks for data_slice in task.slices)

    @property
    def heads(self) -> Mapping[str, DataSlice]:
        """The heads of its tasks, those of the parent among them where they are kept."""
        return {task.head: task.slices[0] for task in self.tasks}

    @property
    def parameters(self) -> float:
        """Those of the parent: heads are small."""
        return self.parent.parameters

    def slots(self, available: int) -> int:
        """All cores for a phase that everything waits for."""
        return available if self.whole_machine else 1

    def work(self) -> float:
        """6 x weights x real tokens (Kaplan et al. 2020): those of the mixture and of the replay beside it."""
        longest, batch = self.training.max_length or 0, self.training.batch_size or 1
        sizes = {task: together([size(data_slice, longest) for data_slice in task.slices]) for task in self.tasks}
        mixture = together([sizes[task] for task in self.tasks if not task.every])
        epochs = self.training.num_train_epochs or 1
        seen = self.training.max_steps * batch if self.training.max_steps else epochs * mixture.examples
        replayed = sum(seen / task.every * sizes[task].tokens for task in self.tasks if task.every)
        return 6 * self.parameters * (seen * mixture.tokens + replayed)

    @property
    def of_seed(self) -> str:
        """` (seed 1)`."""
        return f" (seed {self.seed})"

    @property
    def title(self) -> str:
        """`intermediate nli`, or `train nli` outside of a study."""
        if self.role.part:
            return f"{self.role.part} {self.role.name}".rstrip()
        return "train " + "+".join(task.head for task in self.tasks)

    @property
    def label(self) -> str:
        """`target xnli after nli (seed 1)`."""
        return self.title + (f" after {self.after}" if self.after else "") + self.of_seed
