"""From a study to its stages: encoders x recipes x targets x seeds, equal stages shared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from xstilts.graph.stage import Stage, closure
from xstilts.study import claims
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.expansion import checks, encoders, hygiene, lengths, recipes, sharing, slices, targets
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.settings.study import Study
from xstilts.study.stages.base import DataStage, ModelStage
from xstilts.study.stages.overlaps import Overlaps
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
class Expansion:
    """All of a study: the cells of its table; `checks`, English scores of what intermediate training learned; and
    `trajectories`, scores of models on the way of recipes with snapshots.
    """

    cells: tuple[GridCell, ...]
    checks: tuple[GridCell, ...]
    trajectories: tuple[GridCell, ...]
    overlaps: Overlaps
    missing: tuple[str, ...] = ()
    """Data that are not there, in a plan without any: its keys are provisional."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the data: files that stand in for better ones."""

    @property
    def stages(self) -> list[Stage]:
        """What a run must finish."""
        return [*(cell.score for cell in (*self.cells, *self.checks, *self.trajectories)), self.overlaps]


def expand(study: Study, data: DataFolder) -> Expansion:
    """Every cell of the study.

    Raises UserError that lists all unknown tasks, languages and options, all missing data files, and all labels that
    a training phase would read and must not.
    """
    look = Lookup(study, data)
    slices.check_languages(look)
    recipe_of = dict(study.intermediate)
    cells: list[GridCell] = []
    learned: list[GridCell] = []
    on_the_way: list[GridCell] = []
    for encoder, seed, recipe, model in _starts(look):
        place = partial(GridCell, encoder=encoder, recipe=recipe, seed=seed)
        for target in study.target_list:
            score = targets.cell(look, model, target, seed=seed, after=recipe)
            cells.append(place(target=target.label, score=score))
            for step, snapshot in targets.trajectory(look, target, model).items():
                score = targets.cell(look, snapshot, target, seed=seed, after=f"{recipe}, step {step}")
                on_the_way.append(place(target=target.label, score=score, step=step))
        if recipe in recipe_of:
            found = checks.learned(look, model, recipe, recipe_of[recipe])
            learned += [place(target=task, score=score) for task, score in found]
    data.save()
    look.refuse()
    scores = [cell.score for cell in (*cells, *on_the_way)]
    claims.check(study)
    hygiene.check(scores, data)
    sharing.check(scores)
    lengths.check(scores, data)
    overlaps = checks.overlaps(look, scores)
    expansion = Expansion(
        cells=tuple(cells),
        checks=tuple(learned),
        trajectories=tuple(on_the_way),
        overlaps=overlaps,
        missing=data.missing,
    )
    read = (data_slice for stage in closure(expansion.stages) for data_slice in _reads(stage))
    return replace(expansion, notes=data.stand_ins(read))


def _reads(stage: Stage) -> tuple[DataSlice, ...]:
    return stage.reads if isinstance(stage, DataStage) else ()


def _starts(look: Lookup) -> Iterator[tuple[str, int, str, ModelStage]]:
    """Encoder, seed, recipe and the model that target training starts from, for every combination."""
    for name, encoder in look.study.encoder_list:
        for seed in look.study.seed_list:
            start = encoders.start(look, encoder, seed)
            for recipe, model in recipes.models(look, start, seed=seed).items():
                yield name, seed, recipe, model
