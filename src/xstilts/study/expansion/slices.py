"""Which examples a task in a study file stands for: its languages, its cap, its world."""

from collections.abc import Iterator
from dataclasses import replace

from xstilts.base.errors import UserError, unknown
from xstilts.study.data_slice import DataSlice
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.settings.recipe import Use
from xstilts.study.settings.study import Study
from xstilts.study.settings.target import Target
from xstilts.task_types.base import Task


def use_of(use: str | Use) -> Use:
    """A task with its settings, where only its name is given as well."""
    return Use(task=use) if isinstance(use, str) else use


def training(
    look: Lookup, use: Use, seed: int, *, languages: object = None, leave_out: tuple[str, ...] = ()
) -> DataSlice:
    """The examples that a use reads: plain text in the study's languages, labelled data in their training language,
    unless the use or else `languages` says otherwise, without those to `leave_out`. A cap is drawn with `seed`.
    """
    wanted = use.languages if use.languages is not None else languages
    labelled = look.labelled(use.task)
    if wanted is None:
        wanted = _trained_in(look, use.task) if labelled else look.study.languages
    every = _languages(look, use.task, wanted, use.split, lenient=not labelled)
    named = tuple(language for language in every if language not in leave_out)
    if every and not named:
        look.note(f"{use.task}: leave_out: leaves none of its languages {', '.join(every)}. Name more languages.")
    cap = min(filter(None, (use.cap, _part(look, use, named), look.study.limit)), default=None)
    drawn = cap is not None or use.draw != "each" or use.labels != "gold"
    read = DataSlice(
        task=use.task,
        languages=named,
        split=use.split,
        cap=cap,
        seed=seed if drawn else 0,
        draw=use.draw,
        among=named if use.draw != "each" else (),
        labels=use.labels,
        options=use.options,
    )
    return placed(look, read)


def _part(look: Lookup, use: Use, languages: tuple[str, ...]) -> int | None:
    """How many examples of each language are a `total`, in equal parts. Notes a total that gives a language none."""
    if use.total is None or not languages:
        return None
    if use.total < len(languages):
        look.note(f"{use.task}: total: {use.total} examples cannot come from {len(languages)} languages")
    return max(1, use.total // len(languages))


def evaluation(look: Lookup, target: Target) -> DataSlice:
    """The examples that a target is scored on: those languages of the study that its task has."""
    wanted = target.languages if target.languages is not None else look.study.languages
    # A language that the study has and the task has not is left out; one that the target itself names must be there.
    named = _languages(look, target.task, wanted, target.split, lenient=target.languages is None)
    read = DataSlice(task=target.task, languages=named, split=target.split, options=target.options)
    if target.cap is not None:
        read = replace(read, cap=target.cap, draw="same", among=named)
    return placed(look, read)


def placed(look: Lookup, data_slice: DataSlice) -> DataSlice:
    """The slice in the study's world, where its task is of the lab."""
    task = look.task(data_slice.task)
    return replace(data_slice, world=look.study.lab) if task and task.made else data_slice


def check_languages(look: Lookup) -> None:
    """Note languages of the study that none of its targets and corpora has."""
    study = look.study
    names = [target.task for target in study.target_list]
    names += [use.task for use in _uses(study) if not look.labelled(use.task)]
    tasks = [task for name in names if (task := look.task(name))]
    if len(tasks) < len(names):
        return
    known = {language for task in tasks for language in task.languages}
    for language in study.languages if isinstance(study.languages, tuple) else ():
        if language not in known:
            look.note(f"languages: {unknown('language', language, known)}")


def _uses(study: Study) -> Iterator[Use]:
    """Everything that the study's encoders and recipes read."""
    for _, encoder in study.encoder_list:
        yield from map(use_of, encoder.tokenizer.tasks if encoder.tokenizer else ())
    pretraining = [encoder.pretrain for _, encoder in study.encoder_list if encoder.pretrain]
    for recipe in (*pretraining, *(recipe for _, recipe in study.intermediate)):
        yield from map(use_of, recipe.tasks)
        yield from map(use_of, recipe.replay.tasks if recipe.replay else ())


def _trained_in(look: Lookup, name: str) -> tuple[str, ...]:
    """The language that the task's labels are in: English, unless the task says otherwise."""
    task = look.task(name)
    return (task.train_language,) if task else ()


def _languages(look: Lookup, name: str, wanted: object, split: str, *, lenient: bool) -> tuple[str, ...]:
    """The languages meant, in the task's order. `lenient`: those that the task does not have are left out."""
    task = look.task(name)
    if task is None:
        return ()
    if wanted == "all":
        return task.languages
    if wanted == "present":
        return _present(look, name, task, split)
    named = tuple(wanted) if isinstance(wanted, tuple) else ()
    absent = [language for language in named if language not in task.languages]
    if not lenient:
        look.problems.extend(f"{name}: {unknown('language', language, task.languages)}" for language in absent)
    kept = tuple(language for language in task.languages if language in named)
    if not kept and (lenient or not absent):
        look.note(f"{name}: has none of the languages {', '.join(named)}: it has {', '.join(task.languages)}")
    return kept


def _present(look: Lookup, name: str, task: Task, split: str) -> tuple[str, ...]:
    """The languages whose files are there. Notes a task that has none of them."""
    try:
        here = look.data.present(task, split)
    except UserError as error:
        look.note(str(error))
        return ()
    if not here:
        look.note(
            f"{name}: no {split} file of any language in {look.data.root}: looked for "
            f"{task.expected(task.languages[0], split) or f'the split {split!r}'}, and so for the others. "
            "Add files or leave the task out."
        )
    return here
