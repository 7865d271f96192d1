"""A measure of a model layer by layer."""

from dataclasses import dataclass

from xstilts.study.stages.base import DataStage
from xstilts.study.stages.compare import Compare
from xstilts.study.stages.embed import Embed

LAYERS = "layers.json"


@dataclass(frozen=True, kw_only=True)
class LayerMeans(DataStage):
    """The mean over items of `measure`, by language and layer, of predictions that have a value for every layer.

    Fills `layers.json`: language, layer (0 is the embeddings' output), value, and of how many items. The `vectors` are
    those that were compared: their files tell which layers "upper" are.
    """

    predictions: Compare
    vectors: Embed
    measure: str

    @property
    def after(self) -> str:
        """As for the predictions."""
        return self.predictions.after

    @property
    def title(self) -> str:
        """`lab_alignment by layer`."""
        return f"{self.predictions.name} by layer"

    @property
    def label(self) -> str:
        """`lab_alignment after nli (seed 1) by layer`."""
        return f"{self.predictions.of_model} by layer"
