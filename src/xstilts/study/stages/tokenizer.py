"""The tokenizer of an encoder that is built in a study."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts.lab.settings import LabSettings
from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import DataStage


@dataclass(frozen=True, kw_only=True)
class Tokenizer(DataStage):
    """A Unigram tokenizer of `vocabulary` pieces, trained on the texts of these slices. Seeds share it.

    With a `world` of the lab its pieces are the words of that world, all of them and exactly. Fills its folder with
    the files of the tokenizer.
    """

    VERSION: ClassVar[int] = 3  # scores without the part that chance had
    vocabulary: int
    slices: tuple[DataSlice, ...]
    max_length: int
    world: LabSettings | None = None

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """Its text."""
        return self.slices

    @property
    def title(self) -> str:
        """`tokenizer of 8,000 pieces`."""
        return "tokenizer of the lab's words" if self.world else f"tokenizer of {self.vocabulary:,} pieces"
