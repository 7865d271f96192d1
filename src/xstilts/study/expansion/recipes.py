"""From a recipe to the stage of a training phase."""

from dataclasses import replace

from xstilts.base.errors import UserError
from xstilts.study.expansion import slices
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.expansion.slices import use_of
from xstilts.study.settings.recipe import Recipe, Use
from xstilts.study.stages.base import ModelStage, Role
from xstilts.study.stages.train import TaskShare, Train
from xstilts.training.adapter_settings import Adapter
from xstilts.training.hyperparameters import DEFAULTS, Training


def phase(look: Lookup, parent: ModelStage, recipe: Recipe, *, seed: int, role: Role, head: str = "") -> Train:
    """A training phase of this recipe. `head` joins all its tasks in one new head."""
    tasks = [_share(look, use_of(use), recipe.languages, seed, head=head) for use in recipe.tasks]
    if recipe.replay:
        replay = recipe.replay
        tasks += [
            replace(_share(look, use_of(use), replay.languages, seed), every=replay.every, loss_weight=replay.weight)
            for use in replay.tasks
        ]
    stage = Train(
        parent=parent,
        tasks=tuple(tasks),
        training=training(look, recipe, role),
        mixing=recipe.mixing,
        temperature=recipe.temperature,
        seed=seed,
        role=role,
    )
    return replace(stage, data=look.fingerprints(stage.reads))


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


def _share(look: Lookup, use: Use, languages: object, seed: int, *, head: str = "") -> TaskShare:
    return TaskShare(
        slices=(slices.training(look, use, seed, languages=languages),),
        head=head or use.head or use.task,
        weight=use.weight,
        loss_weight=use.loss_weight,
    )


def _check_adapter(look: Lookup, adapter: Adapter, place: str) -> None:
    """Note an adapter that cannot be had. Asks peft, which takes seconds, but a study takes hours."""
    from xstilts.training import adapters  # noqa: PLC0415 -- planning without adapters needs no torch

    try:
        adapters.check(adapter)
    except UserError as error:
        look.note(f"{place}: {error}")
