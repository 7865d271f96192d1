"""The table of a study before it is filled: where models start from, its cells, and what analyses need beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from xstilts.graph.stage import Stage
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.stages.base import ModelStage
from xstilts.study.stages.score import Score
from xstilts.task_types.base import Task


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One place in the study's table, and the stage that fills it; with a `step` one on the way of the recipe."""

    encoder: str
    recipe: str
    target: str
    seed: int
    score: Score
    step: int | None = None

    @property
    def declared(self) -> Task:
        """The task that is scored."""
        return self.score.predictions.data_slice.declared


@dataclass(frozen=True, kw_only=True)
class GridStart:
    """The model of an encoder, recipe and seed that target training starts from."""

    encoder: str
    recipe: str
    seed: int
    model: ModelStage


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Every combination of encoder, recipe and seed, every cell of the table, and those on the way of recipes."""

    starts: tuple[GridStart, ...]
    cells: tuple[GridCell, ...]
    trajectories: tuple[GridCell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Further:
    """A stage that an analysis needs beside the table's; `about` says what of, in the analysis's own names."""

    stage: Stage
    analysis: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


class StagePlanner(Protocol):
    """The part of an analysis that planning needs."""

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """The stages that it needs beside the table's."""
        ...
