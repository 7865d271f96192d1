"""A data set: its declaration as a `Task`, found by name, and its examples, read and checked one by one."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Protocol

from xstilts.base import plugins
from xstilts.base.errors import UserError, at, unknown
from xstilts.base.strict_json import NO_TEXT
from xstilts.metrics.metric import Metric
from xstilts.task_types.hub import HubCopy, Reader
from xstilts.task_types.layout import Layout, filled, matches
from xstilts.task_types.task_type import TaskType

MANY = 6
"""Answers of a file that are not all the same by chance."""
MODULES = "xstilts.tasks"
"""The package whose modules are tasks, and the group of entry points that add some."""


class Repair(NamedTuple):
    """What a reader mended in a format that is known to be dirty; repairs are counted. `left_out`: a row is gone."""

    what: str
    left_out: bool = False


def _no_files(paths: Sequence[Path], language: str, split: str) -> Iterable[tuple[str, Any]]:
    """The reader of a task whose examples are made."""
    return ()


class Size(NamedTuple):
    """Examples of one language in a split, and their mean number of tokens: about, for estimates of cost only.

    Tokens are those of XLM-R's tokenizer, all candidates and all windows of an example together.
    """

    examples: int
    tokens: int


class Maker(Protocol):
    """Makes the examples of a task that has no files, such as those of the lab, from settings of its own."""

    @property
    def splits(self) -> tuple[str, ...]:
        """Every split that it makes."""
        ...

    def examples(self, language: str, split: str) -> Iterable[tuple[str, Any]]:
        """Place and example, in order, the same every time."""
        ...

    def fingerprint(self, language: str, split: str) -> str:
        """What stands for a file's checksum: equal for equal examples."""
        ...


@dataclass(frozen=True, kw_only=True)
class Task:
    """One data set: where its files lie, how they are read, and what it is scored by.

    `files` gives the file patterns of every split below the data folder. In a pattern `{language}` stands for the
    language as XTREME spells it and `{code}` for its entry in `codes` (a language without one has no such file);
    `*` matches several files; `a + b` names files that are read side by side. `layouts` are alternatives to
    `files`: the first layout whose patterns are all there is used, that of the `hub` last. A `pooled` task uses those
    that are there. One that `joins_rows` makes an example of several, so that counts of rows say nothing of it. A task
    with `made` has no files: its examples come from there. Text that stands beside
    translations says in which languages those are (`translations`). `sizes` of splits are for estimates of cost.
    `stand_ins` say of files, by how their path begins, that they are read for want of better ones.
    """

    type: TaskType
    languages: tuple[str, ...]
    headline: str
    licence: str
    cite: str
    about: str
    files: Layout = field(default_factory=dict)
    read: Reader = _no_files
    made: Maker | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    layouts: tuple[Layout, ...] = ()
    hub: HubCopy | None = None
    pooled: bool = False
    joins_rows: bool = False
    train_language: str = "en"
    translations: tuple[str, ...] = ()
    sizes: Mapping[str, Size] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def metrics(self) -> dict[str, Metric]:
        """The metrics of its type by name, the headline first."""
        found = {metric.name: metric for metric in self.type.metrics}
        return {self.headline: found[self.headline], **found}

    @property
    def _layouts(self) -> tuple[Layout, ...]:
        """Where files may lie, in order of preference."""
        return (self.files, *self.layouts, *((self.hub.layout,) if self.hub else ()))

    @property
    def splits(self) -> tuple[str, ...]:
        """Every split that any layout has, in order."""
        if self.made:
            return self.made.splits
        return tuple(dict.fromkeys(split for layout in self._layouts for split in layout))

    def languages_of(self, data: Path, split: str) -> tuple[str, ...]:
        """The languages whose files of the split lie below `data`, in the task's order."""
        return tuple(language for language in self.languages if self.made or self.paths(data, language, split))

    def paths(self, data: Path, language: str, split: str) -> tuple[Path, ...]:
        """The files of a language and split, or () when any of them is missing.

        Raises UserError where one of two files that are read side by side is missing.
        """
        for layout in self._layouts:
            found = [matches(data, pattern, language, self.codes) for pattern in layout.get(split, ())]
            if any(found) if self.pooled else found and all(found):
                return tuple(path for paths in found for path in paths)
        return ()

    def stand_in(self, data: Path, language: str, split: str) -> str:
        """What a reader must know of the files that are read, where they stand in for others; "" where they do not."""
        for path in () if self.made else self.paths(data, language, split):
            for start, what in self.stand_ins.items():
                if path.relative_to(data).as_posix().startswith(start):
                    return what
        return ""

    def expected(self, language: str, split: str) -> str:
        """The patterns that were looked for, for messages."""
        layouts = [layout[split] for layout in self._layouts if split in layout]
        texts = (", ".join(filter(None, (filled(p, language, self.codes) for p in layout))) for layout in layouts)
        return " or ".join(filter(None, texts))


def read(task: Task, name: str, data: Path, language: str, split: str) -> Iterator[tuple[str, Any]]:
    """Place and example, or Repair, of every row of a language and split, checked by the task's type.

    Raises UserError where the split or the language is unknown, its files are missing, a row is malformed or holds
    what is no text, an id comes twice, nothing is left, or the gold of a file is the same everywhere (in a task file of
    the user's own that is a Repair, which is counted).
    """
    if split not in task.splits:
        raise UserError(f"{name}: {unknown('split', split, task.splits)}")
    if language not in task.languages:
        raise UserError(f"{name}: {unknown('language', language, task.languages)}")
    places: dict[str, str] = {}
    gold: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for place, entry in _entries(task, name, data, language, split):
        if not isinstance(entry, Repair):
            _check(task, place, entry, places)
            places[entry.id] = place
            if task.made is None:
                gold[place.rpartition(":")[0]].update(task.type.gold(entry))
        yield place, entry
    for place, answers in gold.items():
        yield from _gold_notes(place, answers, own=name.endswith(".py"))
    if not places:
        place = at(next(iter(task.paths(data, language, split)), name))
        raise UserError(f"{place}: no example in it, expected at least one {split} row of {name} ({language})")


def _check(task: Task, place: str, example: Any, places: Mapping[str, str]) -> None:
    """Raises UserError for an example that its type refuses, that is no text, or whose id is taken."""
    problem = task.type.check(example) or _no_text((example.id, *task.type.texts(example)))
    problem = problem or (None if example.id.strip() else "an empty id. Every row needs its own.")
    if problem:
        raise UserError(f"{place}: {problem}")
    if example.id in places:
        raise UserError(f"{place}: id {example.id!r} comes twice, first at {places[example.id]}. Ids are unique.")


def _gold_notes(place: str, answers: Counter[Hashable], *, own: bool) -> Iterator[tuple[str, Repair]]:
    """A note on many answers that are all the same: placeholders, on which no score means anything.

    Raises UserError in a published data set. The author of an `own` task knows better what it is for.
    """
    if len(answers) != 1 or answers.total() < MANY:
        return
    ((answer, count),) = answers.items()
    problem = f"the gold answer is {answer!r:.80} all of {count} times, so it tells nothing"
    if not own:
        raise UserError(
            f"{place}: {problem}: labels of test sets are often withheld like that. Get the file with its labels, or "
            "leave it out."
        )
    yield place, Repair(f"nothing mended, but {problem}")


def _no_text(texts: Sequence[str]) -> str | None:
    """What is wrong with texts that hold NUL or half a character, whatever format they come from."""
    odd = next((text for text in texts if NO_TEXT.search(text)), None)
    return None if odd is None else f"NUL or half a character in {ascii(odd)[:80]}. Mend the row."


def _entries(task: Task, name: str, data: Path, language: str, split: str) -> Iterable[tuple[str, Any]]:
    """Place and entry of every row, made or read. Raises UserError where files are missing."""
    if task.made:
        return task.made.examples(language, split)
    paths = task.paths(data, language, split)
    if not paths:
        raise UserError(
            f"{name}: no {split} file for language {language!r} in {data}: looked for {task.expected(language, split)} "
            "(plain, .gz, .xz or .bz2). Pass the folder that holds it with --data, or leave the language out."
        )
    reader = task.hub.read if task.hub and paths[0].suffix == ".parquet" else task.read
    return reader(paths, language, split)


def load(task: Task, name: str, data: Path, language: str, split: str) -> list[Any]:
    """All examples of a language and split. Raises UserError as `read` does."""
    return [entry for _, entry in read(task, name, data, language, split) if not isinstance(entry, Repair)]


def find_task(name: str) -> Task:
    """The task `name`: a module of xstilts.tasks, an entry point, or a path to a file with a TASK of its own."""
    return task_in(plugins.find(MODULES, name, "task"))


def task_in(module: ModuleType) -> Task:
    """The task that a module declares. Raises UserError where it declares none."""
    task = getattr(module, "TASK", None)
    if not isinstance(task, Task):
        raise UserError(f"{module.__file__}: defines no TASK. Declare `TASK = Task(type=..., languages=..., ...)`.")
    return task
