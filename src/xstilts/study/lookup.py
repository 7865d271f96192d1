"""From the names in a study to tasks, languages and files. What is wrong is noted, so that it is told all at once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from xstilts.base.errors import UserError, unknown
from xstilts.graph.stage import Fingerprints
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import DataSlice, Options, declare
from xstilts.study.study import Recipe, Study, Use
from xstilts.task_types.base import Task
from xstilts.task_types.masked_lm import MaskedLM
from xstilts.training.adapter_settings import Adapter
from xstilts.training.hyperparameters import DEFAULTS, Training

HUB_ID = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")


class Lookup:
    """Finds what a study names. `problems` collects the text of everything that is not there."""

    def __init__(self, study: Study, data: DataFolder) -> None:
        self.study = study
        self.data = data
        self.problems: list[str] = []

    def check_languages(self) -> None:
        """Note languages of the study that none of its targets and corpora has."""
        names = [target.task for target in self.study.target_list]
        names += [name for name in map(_name, _uses(self.study)) if self.plain_text(name)]
        tasks = [task for name in names if (task := self.task(name))]
        if len(tasks) < len(names):
            return
        known = {language for task in tasks for language in task.languages}
        for language in self.study.languages if isinstance(self.study.languages, tuple) else ():
            if language not in known:
                self.problems.append(f"languages: {unknown('language', language, known)}")

    def languages(self, task: str, wanted: object, split: str, *, lenient: bool) -> tuple[str, ...]:
        """The languages meant, in the task's order. `lenient`: those that the task does not have are left out."""
        found = self.task(task)
        if found is None:
            return ()
        if wanted == "all":
            return found.languages
        if wanted == "present":
            return self.present(task, found, split)
        named = tuple(wanted) if isinstance(wanted, tuple) else ()
        absent = [language for language in named if language not in found.languages]
        if not lenient:
            self.problems += [f"{task}: {unknown('language', language, found.languages)}" for language in absent]
        kept = tuple(language for language in found.languages if language in named)
        if not kept and (lenient or not absent):
            self.problems.append(
                f"{task}: has none of the languages {', '.join(named)}: it has {', '.join(found.languages)}"
            )
        return kept

    def present(self, name: str, task: Task, split: str) -> tuple[str, ...]:
        """The languages whose files are there. Notes a task that has none of them."""
        try:
            here = self.data.present(task, split)
        except UserError as error:
            self.problems.append(str(error))
            return ()
        if not here:
            self.problems.append(
                f"{name}: no {split} file of any language in {self.data.root}: looked for "
                f"{task.expected(task.languages[0], split) or f'the split {split!r}'}, and so for the others. "
                "Add files or leave the task out."
            )
        return here

    def has(self, task: Task, split: str) -> bool:
        """Whether there are files of the language that the task is trained in. It is no mistake that there are none."""
        try:
            return task.train_language in self.data.present(task, split)
        except UserError:
            return False

    def task(self, name: str) -> Task | None:
        """The task of that name; None where there is none, which is noted."""
        try:
            return declare(name, world=self.study.lab)
        except UserError as error:
            self.problems.append(str(error))
            return None

    def plain_text(self, name: str) -> bool:
        """Whether the task is a corpus of plain text, which has no labels to keep apart by language."""
        task = self.task(name)
        return task is not None and isinstance(task.type, MaskedLM)

    def trainable(self, name: str, options: Options) -> bool:
        """Whether the task, as a target, has a training phase of its own. Notes options that its type does not have."""
        if self.task(name) is None:
            return False
        try:
            return declare(name, options, self.study.lab).type.trainable
        except UserError as error:
            self.problems.append(str(error))
            return False

    def training(self, recipe: Recipe, role: str) -> Training:
        """The recipe's hyperparameters with all that they leave out. Notes those that do not fit its tasks."""
        complete = recipe.train.over(self.study.train.over(DEFAULTS))
        if isinstance(complete.adapter, Adapter):
            self.adapter(complete.adapter, role)
        if complete.mixed_batches and len(recipe.tasks) > (complete.batch_size or 0):
            self.problems.append(
                f"{role}: batch_size: {complete.batch_size} examples cannot come from {len(recipe.tasks)} tasks. With "
                f"mixed_batches every step has an example of each: give at least {len(recipe.tasks)}."
            )
        if all(self.plain_text(_name(use)) for use in recipe.tasks):
            if recipe.train.rules:
                self.problems.append(
                    f"{role}: rules: make training on labels robust, and there are none in "
                    f"{', '.join(_name(use) for use in recipe.tasks)}. Give rules to a recipe with labelled tasks."
                )
            complete = replace(complete, rules=())
        return complete

    def adapter(self, adapter: Adapter, role: str) -> None:
        """Note an adapter that cannot be had. Asks peft, which takes seconds, but a study takes hours."""
        from xstilts.training import adapters  # noqa: PLC0415 -- planning without adapters needs no torch

        try:
            adapters.check(adapter)
        except UserError as error:
            self.problems.append(f"{role}: {error}")

    def default_language(self, name: str) -> tuple[str, ...]:
        """The language that the task's labels are in: English, unless the task says otherwise."""
        task = self.task(name)
        return (task.train_language,) if task else ()

    def checkpoint(self, source: str, revision: str | None) -> tuple[str | None, Fingerprints]:
        """What pins an encoder: the commit of a hub id, the checksums of a folder. Notes what is neither of them."""
        if Path(source).is_dir():
            if not (Path(source) / "config.json").is_file():
                self.problems.append(f"encoders: {source}: no config.json in it. Give a folder of save_pretrained.")
            return revision, self.data.checkpoint(Path(source))
        if not HUB_ID.fullmatch(source):
            self.problems.append(
                f"encoders: {source}: no such folder, and no hub id either (`name` or `owner/name`). "
                "Relative paths start from the folder that the command is run in."
            )
            return revision, ()
        try:
            return self.data.commit(source, revision), ()
        except UserError as error:
            self.problems.append(f"encoders: {error}")
            return revision, ()

    def fingerprints(self, slices: tuple[DataSlice, ...]) -> Fingerprints:
        """Names and checksums of all files that the slices read. Notes files that are missing."""
        found: list[tuple[str, str]] = []
        for data_slice in slices:
            if data_slice.languages:
                try:
                    found += self.data.fingerprint(data_slice)
                except UserError as error:
                    self.problems.append(str(error))
        return tuple(found)


def _uses(study: Study) -> Iterator[str | Use]:
    """Everything that the study's encoders and recipes read."""
    for _, encoder in study.encoder_list:
        yield from encoder.tokenizer.tasks if encoder.tokenizer else ()
    pretraining = [encoder.pretrain for _, encoder in study.encoder_list if encoder.pretrain]
    for recipe in (*pretraining, *(recipe for _, recipe in study.intermediate)):
        yield from recipe.tasks
        yield from recipe.replay.tasks if recipe.replay else ()


def _name(use: str | Use) -> str:
    return use if isinstance(use, str) else use.task
