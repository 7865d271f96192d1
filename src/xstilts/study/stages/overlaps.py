"""Evaluation text of a study that its training text has too."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import DataStage

OVERLAPS = "overlaps.json"


@dataclass(frozen=True, kw_only=True)
class Overlaps(DataStage):
    """What of the text that is `evaluated` is in that which is `trained` on, near duplicates as well. `overlaps.json`
    has training task, evaluation task, split, language, and what was found of how many texts.
    """

    VERSION: ClassVar[int] = 2  # near duplicates and ids as well

    trained: tuple[DataSlice, ...]
    evaluated: tuple[DataSlice, ...]

    @property
    def reads(self) -> tuple[DataSlice, ...]:
        """All text of the study."""
        return (*self.trained, *self.evaluated)

    @property
    def title(self) -> str:
        """`overlaps of training and evaluation text`."""
        return "overlaps of training and evaluation text"
