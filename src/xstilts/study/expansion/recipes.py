"""From recipes to the stages that make their models: training phases and merges."""

from collections.abc import Mapping
from dataclasses import replace
from graphlib import TopologicalSorter

from xstilts.base.errors import UserError
from xstilts.study.expansion import slices
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.expansion.slices import use_of
from xstilts.study.settings.recipe import NONE, Recipe, Use
from xstilts.study.stages.base import ModelStage, Role
from xstilts.study.stages.merge import Merge, MergedModel
from xstilts.study.stages.snapshot import Snapshot
from xstilts.study.stages.train import TaskShare, Train
from xstilts.training.adapter_settings import Adapter
from xstilts.training.hyperparameters import DEFAULTS, Training


def phase(look: Lookup, parent: ModelStage, recipe: Recipe, *, seed: int, role: Role, head: str = "") -> Train:
    """A training phase of this recipe. `head` joins all its tasks in one new head."""
    tasks = [
        share for use in recipe.tasks for share in _shares(look, use_of(use), recipe, recipe.languages, seed, head=head)
    ]
    if replay := recipe.replay:
        shares = (share for use in replay.tasks for share in _shares(look, use_of(use), recipe, replay.languages, seed))
        tasks += [replace(share, every=replay.every, loss_weight=replay.weight) for share in shares]
    return look.pinned(
        Train(
            parent=parent,
            tasks=tuple(tasks),
            training=training(look, recipe, role),
            mixing=recipe.mixing,
            temperature=recipe.temperature,
            seed=seed,
            role=role,
        )
    )


def models(look: Lookup, start: ModelStage, *, seed: int) -> dict[str, ModelStage]:
    """The model of every recipe of the study, `none` first, made from `start`."""
    recipe_of = dict(look.study.intermediate)
    made: dict[str, ModelStage] = {NONE: start}
    for name in TopologicalSorter({name: recipe.needs for name, recipe in recipe_of.items()}).static_order():
        if name != NONE:
            made[name] = _model(look, made, name, recipe_of[name], seed=seed)
    return {name: made[name] for name in (NONE, *recipe_of)}


def _model(look: Lookup, made: Mapping[str, ModelStage], name: str, recipe: Recipe, *, seed: int) -> ModelStage:
    """The model of one recipe, from those that are made already."""
    role = Role("intermediate", name)
    merge = recipe.merge
    if merge is None:
        trained = phase(look, made[recipe.after], recipe, seed=seed, role=role)
        return replace(trained, snapshots=_snapshot_steps(look, name, recipe, trained))
    order = [of for of, _ in merge.of]
    return Merge(
        start=made[NONE],
        models=tuple(MergedModel(model=made[of], weight=weight) for of, weight in merge.of),
        method=merge.method,
        density=merge.density,
        layers=merge.layers,
        heads_of=order.index(merge.heads) if merge.heads else None,
        seed=seed if merge.method == "dare" else 0,
        role=role,
    )


def _snapshot_steps(look: Lookup, name: str, recipe: Recipe, phase: Train) -> tuple[int, ...]:
    """After which steps the weights are kept, the last one left out. Notes where that cannot be."""
    if not recipe.snapshots:
        return ()
    steps = phase.training.max_steps
    if steps is None or steps < recipe.snapshots:
        look.note(
            f"intermediate: {name}: snapshots: {recipe.snapshots} parts of "
            + (f"{steps} steps: give at most as many parts as steps" if steps else "epochs: say max_steps instead")
        )
        return ()
    return tuple(dict.fromkeys(round(steps * part / recipe.snapshots) for part in range(1, recipe.snapshots)))


def snapshots(phase: ModelStage) -> dict[int, Snapshot]:
    """The models that a phase leaves on its way, by step."""
    if not isinstance(phase, Train):
        return {}
    return {
        step: Snapshot(phase=phase, parent=phase.parent, step=step, data=phase.data, role=phase.role)
        for step in phase.snapshots
    }


def complete(look: Lookup, own: Training) -> Training:
    """Hyperparameters with all that they leave out: the study's, then the defaults."""
    return own.over(look.study.train.over(DEFAULTS))


def training(look: Lookup, recipe: Recipe, role: Role) -> Training:
    """The recipe's hyperparameters, complete. Notes those that do not fit its tasks."""
    found = complete(look, recipe.train)
    place = f"{role.part} {role.name}".rstrip()
    if isinstance(found.adapter, Adapter):
        _check_adapter(look, found.adapter, place)
    if found.mixed_batches and len(recipe.tasks) > (found.batch_size or 0):
        look.note(
            f"{place}: batch_size: {found.batch_size} examples cannot come from {len(recipe.tasks)} tasks. With "
            f"mixed_batches every step has an example of each: give at least {len(recipe.tasks)}."
        )
    names = [use_of(use).task for use in recipe.tasks]
    if any(look.labelled(name) for name in names):
        return found
    if recipe.train.rules:
        look.note(
            f"{place}: rules: make training on labels robust, and there are none in {', '.join(names)}. "
            "Give rules to a recipe with labelled tasks."
        )
    return replace(found, rules=())


def _shares(
    look: Lookup, use: Use, recipe: Recipe, languages: object, seed: int, *, head: str = ""
) -> tuple[TaskShare, ...]:
    """A task's part in the mixture, or one for each of its languages, all with one head."""
    read = slices.training(look, use, seed, languages=languages, leave_out=recipe.leave_out)
    parts = [replace(read, languages=(one,)) for one in read.languages] if use.per_language else [read]
    share = TaskShare(slices=(read,), head=head or use.head or use.task, weight=use.weight, loss_weight=use.loss_weight)
    return tuple(replace(share, slices=(part,)) for part in parts)


def _check_adapter(look: Lookup, adapter: Adapter, place: str) -> None:
    """Note an adapter that cannot be had. Asks peft, which takes seconds, but a study takes hours."""
    from xstilts.training import adapters  # noqa: PLC0415 -- planning without adapters needs no torch

    try:
        adapters.check(adapter)
    except UserError as error:
        look.note(f"{place}: {error}")
