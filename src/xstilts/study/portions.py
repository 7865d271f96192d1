"""A portion says which examples of which task a stage reads; here it is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError, unknown
from xstilts.base.randomness import stream
from xstilts.task_types.base import TaskType, find_task, load

Options = tuple[tuple[str, str | int | float | bool], ...]


@dataclass(frozen=True, kw_only=True)
class Portion:
    """Examples of one task: `languages` of a `split`, at most `cap` of each language, drawn with `seed`.

    `options` replace fields of the task's type, such as the layer of sentence retrieval.
    """

    task: str
    languages: tuple[str, ...]
    split: str
    cap: int | None = None
    seed: int = 0
    options: Options = ()

    @property
    def type(self) -> TaskType:
        """The task's type with this portion's options. Raises UserError for an option that the type does not have."""
        return typed(self.task, self.options)


@cache
def typed(task: str, options: Options) -> TaskType:
    """The type of a task with some of its fields replaced."""
    found: Any = find_task(task).type
    known = [entry.name for entry in fields(found)]
    for name, _ in options:
        if name not in known:
            raise UserError(f"{task}: {unknown('option', name, known)}")
    typed_task: TaskType = replace(found, **dict(options))
    return typed_task


def examples(portion: Portion, data: Path) -> Iterator[tuple[str, list[Any]]]:
    """Language and examples, in order, for every language of the portion, after its cap."""
    task = find_task(portion.task)
    task = replace(task, type=portion.type)
    for language in portion.languages:
        loaded = load(task, portion.task, data, language, portion.split)
        for example in loaded:
            if example.language != language:
                raise UserError(
                    f"{portion.task}: example {example.id!r} of the {portion.split} files for {language!r} is in "
                    f"{example.language!r}. A stage reads only the languages that it names: split the file by language."
                )
        yield language, [loaded[index] for index in kept(portion, language, len(loaded))]


def kept(portion: Portion, language: str, count: int) -> NDArray[np.int64]:
    """Which of `count` examples stay after the cap: a draw of the portion's seed, in the original order."""
    if portion.cap is None or portion.cap >= count:
        return np.arange(count)
    draw = stream(portion.seed, "cap", portion.task, language).permutation(count)[: portion.cap]
    return np.sort(draw)
