"""What stages of a study have in common: the data that they read, their part in the study, what most give: a model, or
what one predicts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context, Fingerprints, Stage
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice

CHECKPOINT = "checkpoint"
"""The folder inside the folder of a ModelStage that `from_pretrained` loads."""


@dataclass(frozen=True)
class Role:
    """The part that a stage plays in its study: what it is for and on which target or recipe, after which recipe."""

    part: Literal["", "pretraining", "intermediate", "target", "check"] = ""
    name: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class DataStage(Stage):
    """A stage of a study. `data` has the checksum of all that it reads from outside of the store, as it was planned;
    `role` helps readers only.
    """

    UNKEYED: ClassVar[frozenset[str]] = frozenset({"role"})
    SCORING: ClassVar[bool] = False
    """Whether it depends on how the outputs of a model are decoded and scored, too."""

    data: Fingerprints = ()
    role: Role = Role()

    @property
    def after(self) -> str:
        """The recipe that it comes after, where it is part of one's evaluation."""
        return self.role.after

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """Everything that it reads of data sets."""
        return ()

    def outside(self, data: DataFolder) -> Fingerprints:
        """Name and checksum of all that is read from outside, as it is now. Raises UserError where it is missing."""
        return data.fingerprints(self.reads, scoring=self.SCORING)

    def verify(self, context: Context) -> None:
        """Raises UserError that names the first thing which is no longer what the stage was planned with."""
        planned, now = dict.fromkeys(self.data), dict.fromkeys(self.outside(DataFolder(context.data, context.cache)))
        for name, _ in (entry for entry in (*planned, *now) if entry not in planned or entry not in now):
            states = [[digest[:12] for known, digest in side if known == name] for side in (planned, now)]
            before, after = (state[0] if state else "" for state in states)
            what = f"was {before}..., is {after}..." if before and after else "is gone" if before else "is new"
            raise UserError(
                f"{name}: has changed since the stage was planned ({what}). Run the study again: it will be planned "
                "with what is there now."
            )


@dataclass(frozen=True, kw_only=True)
class ModelStage(DataStage):
    """A stage that gives a model, in `checkpoint/`: training, prediction and other models can start from it."""

    @property
    def parameters(self) -> float:
        """Weights of the transformer layers, for estimates of cost."""
        raise NotImplementedError

    @property
    def of_seed(self) -> str:
        """` (seed 1)` where the model is one of several; an encoder as it was found is that of all seeds."""
        return ""

    @property
    def heads(self) -> Mapping[str, DataSlice]:
        """The heads that it has trained, each with data that it learned from."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Predictions(DataStage):
    """A stage that gives what a model predicts of every example of a slice, at most `limit` of each language, language
    by language: `predictions.parquet`.
    """

    SCORING: ClassVar[bool] = True

    data_slice: DataSlice
    limit: int | None = None

    @property
    def model(self) -> ModelStage:
        """Whose predictions they are."""
        raise NotImplementedError

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """What is predicted."""
        return (self.data_slice,)

    @property
    def name(self) -> str:
        """The target's name, or the task's outside of a study."""
        return (self.role.name or self.data_slice.task) + (" (check)" if self.role.part == "check" else "")

    @property
    def of_model(self) -> str:
        """`xnli after nli (seed 1)`: target, recipe and the seed of the model."""
        return self.name + (f" after {self.after}" if self.after else "") + self.model.of_seed

    @property
    def in_languages(self) -> str:
        """`xnli in 15 languages`."""
        count = len(self.data_slice.languages)
        return f"{self.name} in {count} language{'s' * (count != 1)}"
