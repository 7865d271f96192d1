"""How good predictions are."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import DataStage, Predictions

SCORES = "scores.json"
ITEMS = "items.parquet"


@dataclass(frozen=True, kw_only=True)
class Score(DataStage):
    """Predictions against gold labels, every metric: `scores.json` by language, `items.parquet` by item. No model."""

    VERSION: ClassVar[int] = 2  # metrics of their own scale; what guessing gives may be unknown
    SCORING: ClassVar[bool] = True

    predictions: Predictions

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """The gold labels."""
        return (self.predictions.data_slice,)

    @property
    def after(self) -> str:
        """As for the predictions."""
        return self.predictions.after

    @property
    def title(self) -> str:
        """`score xnli`."""
        return f"score {self.predictions.name}"

    @property
    def label(self) -> str:
        """`score xnli after nli (seed 1)`."""
        return f"score {self.predictions.of_model}"
