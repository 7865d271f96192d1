"""What a model predicts."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import DataSlice, size
from xstilts.study.stages.base import DataStage, ModelStage


@dataclass(frozen=True, kw_only=True)
class Predict(DataStage):
    """A trained model's predictions on every example of a slice, language by language: `predictions.parquet`."""

    VERSION: ClassVar[int] = 3  # words inside a text, answers of whole characters
    GPU: ClassVar[bool] = True
    SCORING: ClassVar[bool] = True

    parent: ModelStage
    data_slice: DataSlice
    head: str
    max_length: int
    limit: int | None = None
    precision: str = "fp32"

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """What is predicted."""
        return (self.data_slice,)

    def work(self) -> float:
        """2 x weights x real tokens."""
        read = size(self.data_slice, self.max_length)
        examples = min(read.examples, len(self.data_slice.languages) * (self.limit or read.examples))
        return 2 * self.parent.parameters * examples * read.tokens

    @property
    def name(self) -> str:
        """The target's name, or the task's outside of a study."""
        return (self.role.name or self.data_slice.task) + (" (check)" if self.role.part == "check" else "")

    @property
    def title(self) -> str:
        """`predict xnli in 15 languages`."""
        count = len(self.data_slice.languages)
        return f"predict {self.name} in {count} language{'s' * (count != 1)}"

    @property
    def label(self) -> str:
        """`predict xnli after nli (seed 1)`: target, recipe and the seed of the model."""
        return f"predict {self.of_model}"

    @property
    def of_model(self) -> str:
        """`xnli after nli (seed 1)`."""
        return self.name + (f" after {self.after}" if self.after else "") + self.parent.of_seed
