"""From a target to what fills its cells: training where the task can be trained, then prediction and scores."""

from dataclasses import replace

from xstilts.study.data_slice import DataSlice
from xstilts.study.expansion import recipes, slices
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.expansion.slices import use_of
from xstilts.study.settings.recipe import Recipe
from xstilts.study.settings.target import Target
from xstilts.study.stages.base import ModelStage, Role
from xstilts.study.stages.compare import Compare
from xstilts.study.stages.embed import Embed
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.score import Score
from xstilts.study.stages.snapshot import Snapshot
from xstilts.training.hyperparameters import Training


def cell(look: Lookup, start: ModelStage, target: Target, *, seed: int, after: str) -> Score:
    """The score of a target whose training begins with `start`, in all its languages."""
    data_slice = slices.evaluation(look, target)
    model, head = start, target.label
    task = look.task(target.task)
    known = task and look.task(target.task, target.options)  # an unknown task is noted once, not for its options again
    if known and known.type.trainable:
        # Named after what it learns from: targets that are trained on the same data share one stage.
        head = "+".join(use_of(use).task for use in target.train_on) or head
        model = _trained(look, start, target, seed=seed, after=after, head=head)
    elif target.train_on or target.train_first:
        look.note(
            f"{target.label}: train_on, train_first: {target.task} is only evaluated, with no head to train: give "
            "a recipe under `intermediate` instead."
        )
    role = Role("target", target.label, after)
    return scored(look, model, data_slice, head=head, training=target.train, role=role)


def trajectory(look: Lookup, target: Target, model: ModelStage) -> dict[int, Snapshot]:
    """The models on the way to this one that the target is scored on, by step."""
    task = look.task(target.task)
    wanted = target.trajectory if target.trajectory is not None else bool(task and not task.type.trainable)
    return recipes.snapshots(model) if wanted else {}


def _trained(look: Lookup, start: ModelStage, target: Target, *, seed: int, after: str, head: str) -> ModelStage:
    """The model after all phases of the target's training, in which one head learns."""
    own = Recipe(tasks=target.train_on or (target.task,), train=target.train)
    names = [f"{target.label}, phase {place + 1}" for place in range(len(target.train_first))]
    model = start
    for place, (recipe, name) in enumerate(zip((*target.train_first, own), (*names, target.label), strict=True)):
        role = Role("target", name, after)
        phase = recipes.phase(look, model, recipe, seed=seed, role=role, head=head)
        model = replace(phase, keep_heads=place > 0)
    return model


def scored(
    look: Lookup, model: ModelStage, data_slice: DataSlice, *, head: str, training: Training, role: Role
) -> Score:
    """Prediction and scores of a model."""
    complete = recipes.complete(look, training)
    longest, precision, limit = complete.max_length or 0, complete.precision or "fp32", look.study.limit
    task = look.task(data_slice.task)
    known = task and look.task(data_slice.task, data_slice.options)
    if known and known.type.head.vectors:
        settings = dict(known.type.head.settings)
        vectors = Embed(
            parent=model,
            data_slice=data_slice,
            layers=known.type.head.layer_names,
            pooling=str(settings["pooling"]),
            special_tokens=bool(settings["special_tokens"]),
            max_length=longest,
            limit=limit,
            precision=precision,
            role=role,
        )
        compare = Compare(vectors=look.pinned(vectors), data_slice=data_slice, limit=limit, role=role)
        return look.pinned(Score(predictions=look.pinned(compare)))
    predict = Predict(
        parent=model,
        data_slice=data_slice,
        head=head,
        max_length=longest,
        limit=limit,
        precision=precision,
        role=role,
    )
    return look.pinned(Score(predictions=look.pinned(predict)))
