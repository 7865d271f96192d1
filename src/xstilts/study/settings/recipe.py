"""What a training phase trains on: tasks, how they are mixed, what is replayed beside them, its hyperparameters."""

from typing import Literal

from xstilts.base.config import settings
from xstilts.study.data_slice import Options
from xstilts.training.hyperparameters import Training

NONE = "none"
"""The recipe that is always there: no intermediate training. A gain is measured against it."""


@settings
class Use:
    """One task in a mixture. `languages` None: English for labelled data, the study's for plain text.

    `cap` limits the examples of each language, `weight` is the share under `mixing: given`, `loss_weight` scales
    the loss. Tasks with the same `head`, such as three data sets of inference, share one; else each has its own.
    """

    task: str
    languages: tuple[str, ...] | Literal["all"] | None = None
    split: str = "train"
    cap: int | None = None
    weight: float = 1.0
    loss_weight: float = 1.0
    head: str = ""
    options: Options = ()

    def __post_init__(self) -> None:
        """Refuse a cap that leaves nothing and weights below 0."""
        if self.cap is not None and self.cap < 1:
            raise ValueError(f"cap: must be 1 or more examples, not {self.cap}")
        _refuse_below_0(self, "weight", "loss_weight")


@settings
class Replay:
    """Masked language modelling beside the labelled data: a batch of `tasks` on every `every`-th step."""

    tasks: tuple[str | Use, ...]
    languages: tuple[str, ...] | Literal["all"] | None = None
    weight: float = 0.5
    every: int = 1

    def __post_init__(self) -> None:
        """Refuse a rate that is none."""
        if self.every < 1:
            raise ValueError(f"every: must be 1 or more steps, not {self.every}")
        _refuse_below_0(self, "weight")


@settings
class Recipe:
    """What a training phase trains on: tasks and how they are mixed, replay, hyperparameters of its own."""

    tasks: tuple[str | Use, ...]
    languages: tuple[str, ...] | Literal["all"] | None = None
    mixing: Literal["proportional", "temperature", "uniform", "given"] = "proportional"
    temperature: float = 1.0
    replay: Replay | None = None
    train: Training = Training()

    def __post_init__(self) -> None:
        """Refuse a recipe without tasks."""
        if not self.tasks:
            raise ValueError("tasks: none given, expected at least one")
        if self.temperature <= 0:
            raise ValueError(f"temperature: must be above 0, not {self.temperature}")


def _refuse_below_0(given: object, *names: str) -> None:
    for name in names:
        if getattr(given, name) < 0:
            raise ValueError(f"{name}: must be 0 or more, not {getattr(given, name)}")
