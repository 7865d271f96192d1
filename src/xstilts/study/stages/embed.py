"""Sentence vectors of a model, which all that compares vectors reads."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import DataSlice, tokens_read
from xstilts.study.stages.base import DataStage, ModelStage


@dataclass(frozen=True, kw_only=True)
class Embed(DataStage):
    """A vector of every row of a slice at each of the `layers`, made of its tokens by `models.heads.pooled`.

    `layers` are text that `models.head_spec.chosen_layers` reads; no layer above the last of them runs. Fills the files
    of `study.vectors`.

    All of it is what one who compares has asked for, and nothing of what others ask: so a result stays valid whatever
    a study measures beside it, and equal wishes are one stage.
    """

    GPU: ClassVar[bool] = True

    parent: ModelStage
    data_slice: DataSlice
    layers: str
    pooling: str
    special_tokens: bool
    max_length: int
    limit: int | None = None
    precision: str = "fp32"

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """The texts."""
        return (self.data_slice,)

    def work(self) -> float:
        """2 x weights x real tokens, as if all layers ran."""
        return 2 * self.parent.parameters * tokens_read(self.data_slice, self.max_length, self.limit)

    @property
    def title(self) -> str:
        """`embed tatoeba in 36 languages (layer 7)`."""
        count = len(self.data_slice.languages)
        return f"embed {self._name} in {count} language{'s' * (count != 1)} ({self._layers})"

    @property
    def label(self) -> str:
        """`embed tatoeba (layer 7) after nli (seed 1)`."""
        after = f" after {self.after}" if self.after else ""
        return f"embed {self._name} ({self._layers}){after}{self.parent.of_seed}"

    @property
    def _name(self) -> str:
        """The target that asks, or the task outside of a study."""
        return self.role.name or self.data_slice.task

    @property
    def _layers(self) -> str:
        """The layers in words."""
        if self.layers in ("all", "upper"):
            return f"{self.layers} layers"
        return f"layer{'s' * (' ' in self.layers)} {self.layers}"
