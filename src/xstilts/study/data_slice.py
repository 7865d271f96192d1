"""A slice says which examples of which task a stage reads; here it is declared, loaded and its size estimated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.base import plugins
from xstilts.base.errors import UserError, unknown
from xstilts.base.randomness import stream
from xstilts.lab.settings import LabSettings
from xstilts.readers import lab
from xstilts.study import sampling
from xstilts.study.sampling import Draw
from xstilts.task_types.base import Size, Task, find_task, load
from xstilts.task_types.shuffling import shuffled
from xstilts.task_types.task_type import TaskType

Options = tuple[tuple[str, str | int | float | bool], ...]

MEAN_FILL = 0.4
"""Real tokens of an example as a share of max_length, where its task does not say (a guess)."""
EXAMPLES = 1000
"""Examples of a language, where the task does not say (a guess)."""


@dataclass(frozen=True, kw_only=True)
class DataSlice:
    """Examples of one task: `languages` of a `split`, at most `cap` of each language, drawn with `seed`.

    With the `draw` "one", "two" or "same" each id is in so many or all of the languages `among`, and `cap` counts
    ids. `labels` may be "shuffled", a control. `options` replace fields of the task's type, such as the layer of
    sentence retrieval. `world` is that of a lab task.
    """

    task: str
    languages: tuple[str, ...]
    split: str
    cap: int | None = None
    seed: int = 0
    draw: Draw = "each"
    among: tuple[str, ...] = ()
    labels: Literal["gold", "shuffled"] = "gold"
    options: Options = ()
    world: LabSettings | None = None

    @property
    def declared(self) -> Task:
        """The task, with this slice's options and world."""
        return declare(self.task, self.options, self.world)

    @property
    def type(self) -> TaskType:
        """The task's type with this slice's options."""
        return self.declared.type


def declare(name: str, options: Options = (), world: LabSettings | None = None) -> Task:
    """The task `name` with fields of its type replaced, in a world of the lab where it is a lab task.

    Raises UserError for an unknown task, or an option that its type does not have or does not take.
    """
    return _declared(name, plugins.state(name), options, world)


@lru_cache(maxsize=256)
def _declared(name: str, state: str, options: Options, world: LabSettings | None) -> Task:
    task = find_task(name)
    if world is not None and isinstance(task.made, lab.LabData):
        task = lab.in_world(task, world)
    kind: Any = task.type
    known = {entry.name: entry for entry in fields(kind)}
    for option, value in options:
        if option not in known:
            raise UserError(f"{name}: {unknown('option', option, known)}")
        wanted = type(getattr(kind, option))
        if wanted in (bool, int, float, str) and not isinstance(value, wanted):
            raise UserError(f"{name}: option {option!r} is {value!r}, expected {wanted.__name__}")
    try:
        return replace(task, type=replace(kind, **dict(options))) if options else task
    except ValueError as error:
        raise UserError(f"{name}: options: {error}") from None


def examples(data_slice: DataSlice, data: Path | None) -> Iterator[tuple[str, list[Any]]]:
    """Language and examples, in order, for every language of the slice, after its cap and with its labels.

    Raises UserError as `task_types.base.load` does, and where an example is of another language than its file.
    """
    task = data_slice.declared
    for language in data_slice.languages:
        loaded = load(task, data_slice.task, data or Path(), language, data_slice.split)
        for example in loaded:
            if example.language != language:
                raise UserError(
                    f"{data_slice.task}: example {example.id!r} of the {data_slice.split} files for {language!r} is in "
                    f"{example.language!r}. A stage reads only the languages that it names: split the file by language."
                )
        chosen = [loaded[index] for index in kept(data_slice, language, [example.id for example in loaded])]
        if data_slice.labels == "shuffled":
            rng = stream(data_slice.seed, "labels", data_slice.task, language)
            chosen = shuffled(task.type, data_slice.task, chosen, rng)
        yield language, chosen


def kept(data_slice: DataSlice, language: str, ids: Sequence[str]) -> NDArray[np.int64]:
    """Which examples of a language, by their place among all `ids`, stay; ascending."""
    seed, cap = data_slice.seed, data_slice.cap
    if data_slice.draw == "each":
        return sampling.capped(seed, data_slice.task, language, len(ids), cap)
    return sampling.shared_out(seed, ids, language, data_slice.among, draw=data_slice.draw, cap=cap)


def size(data_slice: DataSlice, max_length: int) -> Size:
    """Examples of the slice in all its languages and their mean number of tokens."""
    declared = data_slice.declared.sizes.get(data_slice.split) or Size(EXAMPLES, round(MEAN_FILL * max_length))
    each = min(declared.examples, data_slice.cap or declared.examples)
    every = len(data_slice.languages)
    times = {"each": every, "same": every, "one": 1, "two": min(2, every)}
    return Size(each * times[data_slice.draw], declared.tokens)


def tokens_read(data_slice: DataSlice, max_length: int, limit: int | None) -> float:
    """Real tokens of the slice, of at most `limit` examples of each language: an estimate."""
    read = size(data_slice, max_length)
    return min(read.examples, len(data_slice.languages) * (limit or read.examples)) * read.tokens


def together(sizes: Sequence[Size]) -> Size:
    """All examples, with the mean tokens of one."""
    examples = sum(size.examples for size in sizes)
    return Size(examples, round(sum(size.examples * size.tokens for size in sizes) / max(1, examples)))
