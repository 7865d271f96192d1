"""Perturbs a task in several languages by one or more families."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError, unknown
from xstilts.perturbations import family as families
from xstilts.perturbations.family import Perturbation
from xstilts.perturbations.slices import PerturbedSlice, editable, known_of, languages_for, perturb_slice, tokenized
from xstilts.task_types.base import Task, load

ALL = "all"


@dataclass(frozen=True, kw_only=True)
class PerturbedTask:
    """The examples that a suite is made of: a split of a task in some languages, and where lexicons lie.

    With a tokenizer, effective rates are measured and what no longer fits into `max_length` tokens is excluded.
    """

    task: Task
    name: str
    languages: tuple[str, ...]
    data: Path
    lexicons: Path
    split: str = "test"
    limit: int | None = None
    tokenizer: Any = None
    max_length: int = 128

    def __post_init__(self) -> None:
        """Refuse tasks that cannot be perturbed and languages that the task has not."""
        editable(self.task, self.name)
        for language in self.languages:
            if language not in self.task.languages:
                raise UserError(f"{self.name}: {unknown('language', language, self.task.languages)}")

    @cached_property
    def examples(self) -> dict[str, list[Any]]:
        """The examples of every language, at most `limit` of each. Raises UserError where files are missing."""
        languages = self.languages
        found = {code: load(self.task, self.name, self.data, code, self.split) for code in languages}
        return {code: examples[: self.limit] for code, examples in found.items()}

    def made(self, perturbation: Perturbation) -> Iterator[PerturbedSlice]:
        """The perturbed examples by language, for those that the family is valid for.

        Raises UserError where it is valid for none, or a lexicon is missing.
        """
        for language in languages_for(self.task, perturbation, self.languages):
            known = known_of(self.task, perturbation, language, self.lexicons)
            made = perturb_slice(self.task, self.examples[language], perturbation, language=language, known=known)
            yield tokenized(self.task, made, self.tokenizer, self.max_length) if self.tokenizer else made


def asked(names: Sequence[str], strength: float | None, seed: int) -> tuple[list[Perturbation], bool]:
    """The perturbations of the named families, and whether all were asked for, so that some may not be possible.

    With `all`, families with a single edit have no strength. Raises UserError for an unknown family or a strength
    that one cannot have.
    """
    if tuple(names) != (ALL,):
        return [Perturbation(family=name, strength=strength, seed=seed) for name in names], False
    found = families.names()
    return [
        Perturbation(family=name, strength=None if families.find(name).single else strength, seed=seed)
        for name in found
    ], True
