"""What a study checks beside its table: whether intermediate training learned, and what its texts share."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.study.data_slice import DataSlice
from xstilts.study.expansion import slices, targets
from xstilts.study.expansion.grid import GridCell
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.expansion.slices import use_of
from xstilts.study.settings.recipe import Recipe
from xstilts.study.stages.base import ModelStage, Predictions, Role
from xstilts.study.stages.overlaps import Overlaps
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.score import Score
from xstilts.study.stages.train import Train
from xstilts.task_types.base import Task


def learned(look: Lookup, model: ModelStage, name: str, recipe: Recipe) -> Iterator[tuple[str, Score]]:
    """Task and dev score, in its training language, of the labelled tasks of an intermediate phase."""
    for use in map(use_of, recipe.tasks):
        task = look.task(use.task)
        if task is None or not task.type.labelled or not _has(look, task, "dev"):
            continue
        dev = DataSlice(task=use.task, languages=(task.train_language,), split="dev", options=use.options)
        role = Role("check", use.task, name)
        head = use.head or use.task
        yield (
            use.task,
            targets.scored(look, model, slices.placed(look, dev), head=head, training=recipe.train, role=role),
        )


def target_learned(look: Lookup, cell: GridCell) -> Iterator[Score]:
    """Dev scores of a target's own training data, where the table has no score in any language of its training."""
    predictions = cell.score.predictions
    if not isinstance(predictions, Predict):
        return  # nothing is trained for it
    model = predictions.parent
    shares = model.tasks if isinstance(model, Train) else ()
    own = [data_slice for share in shares if share.head == predictions.head for data_slice in share.slices]
    if {language for data_slice in own for language in data_slice.languages} & set(predictions.data_slice.languages):
        return
    for data_slice in own:
        task = data_slice.declared
        if not task.type.labelled or not _has(look, task, "dev"):
            continue
        dev = replace(data_slice, languages=(task.train_language,), split="dev", cap=None, seed=0)
        role = Role("check", cell.target, cell.recipe)
        yield look.pinned(Score(predictions=look.pinned(replace(predictions, data_slice=dev, role=role))))


def _has(look: Lookup, task: Task, split: str) -> bool:
    """Whether there are files of the language that the task is trained in. It is no mistake that there are none."""
    try:
        return task.train_language in look.data.present(task, split)
    except UserError:
        return False


def overlaps(look: Lookup, scores: Iterable[Score]) -> Overlaps:
    """The search for evaluation text in all that the study trains on. Caps are left out: seeds draw them anew."""
    needed: list[Stage] = closure(list(scores))
    read = [data_slice for stage in needed if isinstance(stage, Train) for data_slice in stage.reads]
    trained = tuple(dict.fromkeys(replace(data_slice, cap=None, seed=0) for data_slice in read))
    evaluated = tuple(dict.fromkeys(stage.data_slice for stage in needed if isinstance(stage, Predictions)))
    return look.pinned(Overlaps(trained=trained, evaluated=evaluated))
