"""What a model predicts."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import tokens_read
from xstilts.study.stages.base import ModelStage, Predictions


@dataclass(frozen=True, kw_only=True)
class Predict(Predictions):
    """A trained model's predictions by one of its heads."""

    VERSION: ClassVar[int] = 3  # words inside a text, answers of whole characters
    GPU: ClassVar[bool] = True

    parent: ModelStage
    head: str
    max_length: int
    precision: str = "fp32"

    @property
    def model(self) -> ModelStage:
        """The one that it runs."""
        return self.parent

    def work(self) -> float:
        """2 x weights x real tokens."""
        return 2 * self.parent.parameters * tokens_read(self.data_slice, self.max_length, self.limit)

    @property
    def title(self) -> str:
        """`predict xnli in 15 languages`."""
        return f"predict {self.in_languages}"

    @property
    def label(self) -> str:
        """`predict xnli after nli (seed 1)`."""
        return f"predict {self.of_model}"
