"""What the vectors of a model say, compared with each other."""

from dataclasses import dataclass

from xstilts.study.stages.base import ModelStage, Predictions
from xstilts.study.stages.embed import Embed


@dataclass(frozen=True, kw_only=True)
class Compare(Predictions):
    """Predictions of a task whose head gives vectors that nothing learns: from the `vectors` of its slice, without a
    model.
    """

    vectors: Embed

    @property
    def model(self) -> ModelStage:
        """The one whose vectors they are."""
        return self.vectors.parent

    @property
    def title(self) -> str:
        """`compare tatoeba in 36 languages`."""
        return f"compare {self.in_languages}"

    @property
    def label(self) -> str:
        """`compare tatoeba after nli (seed 1)`."""
        return f"compare {self.of_model}"
