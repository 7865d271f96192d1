"""A target: what transfer is measured on, and what it is trained on."""

from pathlib import Path
from typing import Literal

from xstilts.base.config import settings
from xstilts.study.data_slice import Options
from xstilts.study.settings.recipe import Recipe, Use
from xstilts.training.hyperparameters import Training


@settings
class Target:
    """What transfer is measured on. `train_on` is the task that gives English training data, itself unless said.

    `train_first` are phases before that one, in order: one head learns in all of them, as XTREME-R trains on Social
    IQa and then on COPA. `name` tells two targets of one task apart, such as retrieval from two layers. `trajectory`
    says whether it is scored on the way of recipes with snapshots; unless said, where it needs no training of its own.
    `cap` scores at most so many items, those of the same ids in all languages.
    """

    task: str
    name: str = ""
    train_on: tuple[str | Use, ...] = ()
    train_first: tuple[Recipe, ...] = ()
    languages: tuple[str, ...] | Literal["all", "present"] | None = None
    split: str = "test"
    cap: int | None = None
    train: Training = Training()
    options: Options = ()
    trajectory: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a cap that leaves nothing."""
        if self.cap is not None and self.cap < 1:
            raise ValueError(f"cap: must be 1 or more items, not {self.cap}")

    @property
    def label(self) -> str:
        """The name in tables: `name`, or the task's."""
        return self.name or Path(self.task).stem
