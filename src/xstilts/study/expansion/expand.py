"""From a study to its stages: encoders x recipes x targets x seeds, equal stages shared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xstilts.graph.stage import Stage, closure
from xstilts.study import claims
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.expansion import encoders, hygiene, layers, lengths, recipes, sharing, slices, targets
from xstilts.study.expansion.grid import Further, Grid, GridCell, GridStart
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.settings.study import Study
from xstilts.study.settings.target import Target
from xstilts.study.stages.base import DataStage


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """All of a study: the cells of its table; `trajectories`, scores of models on the way of recipes with snapshots;
    and what its analyses need beside them.
    """

    cells: tuple[GridCell, ...]
    trajectories: tuple[GridCell, ...]
    further: tuple[Further, ...]
    missing: tuple[str, ...] = ()
    """Data that are not there, in a plan without any: its keys are provisional."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the data: files that stand in for better ones."""

    @property
    def stages(self) -> list[Stage]:
        """What a run must finish."""
        scored = (cell.score for cell in (*self.cells, *self.trajectories))
        return [*scored, *(further.stage for further in self.further)]


def expand(study: Study, data: DataFolder) -> Expansion:
    """Every cell of the study.

    Raises UserError that lists all unknown tasks, languages and options, all missing data files, and all labels that
    a training phase would read and must not.
    """
    look = Lookup(study, data)
    slices.check_languages(look)
    starts = tuple(_starts(look))
    cells = tuple(_cell(look, start, target) for start in starts for target in study.target_list)
    on_the_way = tuple(
        cell for start in starts for target in study.target_list for cell in _trajectory(look, start, target)
    )
    data.save()
    look.refuse()
    scores = [cell.score for cell in (*cells, *on_the_way)]
    claims.check(study)
    hygiene.check(scores, data)
    sharing.check(scores)
    lengths.check(scores, data)
    layers.check(scores, data)
    further = tuple(_further(look, Grid(starts=starts, cells=cells, trajectories=on_the_way)))
    look.refuse()
    expansion = Expansion(cells=cells, trajectories=on_the_way, further=further, missing=data.missing)
    read = (data_slice for stage in closure(expansion.stages) for data_slice in _reads(stage))
    return replace(expansion, notes=data.stand_ins(read))


def _reads(stage: Stage) -> tuple[DataSlice, ...]:
    return stage.reads if isinstance(stage, DataStage) else ()


def _starts(look: Lookup) -> Iterator[GridStart]:
    """The models that target training starts from, for every encoder, seed and recipe."""
    for name, encoder in look.study.encoder_list:
        for seed in look.study.seed_list:
            start = encoders.start(look, encoder, seed)
            for recipe, model in recipes.models(look, start, seed=seed).items():
                yield GridStart(encoder=name, recipe=recipe, seed=seed, model=model)


def _cell(look: Lookup, start: GridStart, target: Target) -> GridCell:
    score = targets.cell(look, start.model, target, seed=start.seed, after=start.recipe)
    return GridCell(encoder=start.encoder, recipe=start.recipe, target=target.label, seed=start.seed, score=score)


def _trajectory(look: Lookup, start: GridStart, target: Target) -> Iterator[GridCell]:
    """The target after every snapshot of the recipe."""
    for step, snapshot in targets.trajectory(look, target, start.model).items():
        after = replace(start, recipe=f"{start.recipe}, step {step}", model=snapshot)
        yield replace(_cell(look, after, target), recipe=start.recipe, step=step)


def _further(look: Lookup, grid: Grid) -> Iterator[Further]:
    """What the study's analyses need beside the table."""
    for name, analysis in look.study.analyses:
        yield from (replace(further, analysis=name) for further in analysis.stages(look, grid))
