"""Reads every file of every task below a data folder: counts, labels, ids, checksums, repairs and overlaps."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from xstilts.base import files, plugins
from xstilts.base.errors import UserError, at
from xstilts.graph.stage import Progress
from xstilts.study.overlap import Finder, Overlap
from xstilts.study.sketch import Sketch, sketch
from xstilts.task_types.base import Repair, Task, find_task, read

TRAINING = "train"
"""The split whose text counts as training text; all others are evaluation text."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """What was read of a task's split in a language; `repairs` says what a reader mended and how often."""

    task: str
    split: str
    language: str
    rows: int
    files: int
    repairs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Absent:
    """The languages of a task's split for which the folder has no file."""

    task: str
    split: str
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """The SHA-256 of a file that tasks read; `listed` is whether the folder's index.json names the file."""

    file: str
    sha256: str
    listed: bool


@dataclass(frozen=True, kw_only=True)
class DataReport:
    """All that a check found. `mistakes` are texts as UserError has them, the first of every file set."""

    folder: str
    counts: tuple[Count, ...]
    absent: tuple[Absent, ...]
    fingerprints: tuple[Fingerprint, ...]
    overlaps: tuple[Overlap, ...]
    mistakes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One task's split in one language, and its files."""

    name: str
    split: str
    language: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What came of reading a part: rows by file, its texts in brief; or only its first mistake."""

    count: Count | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    sketch: Sketch | None = None
    mistake: str = ""


def check_data(
    data: Path,
    names: Sequence[str] | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    processes: int = 1,
) -> DataReport:
    """Read all files of the tasks `names` (None: every task) below `data`, with so many processes.

    Raises UserError where the folder is missing, a task is unknown or no task has a file in it; mistakes in the
    data are collected. Evaluation text is looked for in all training text, and in all of every other task.
    """
    if not data.is_dir():
        raise UserError(f"{data}: no such folder. Pass the folder of data sets with --data or XSTILTS_DATA.")
    tasks = {name: find_task(name) for name in (plugins.names("xstilts.tasks") if names is None else names)}
    mistakes: list[str] = []
    filed = {name: task for name, task in tasks.items() if task.made is None}
    parts = [part for name, task in filed.items() for part in _parts(data, name, task, mistakes)]
    present = [part for part in parts if part.paths]
    if not present and not mistakes:
        raise UserError(f"{data}: no file of {', '.join(tasks)} is in it. Pass the folder that holds them with --data.")
    index = _index(data)
    counts, overlaps = _read_all(_Reader(data, index, processes, progress), present, mistakes)
    return DataReport(
        folder=str(data),
        counts=tuple(counts[part] for part in parts if part in counts),
        absent=tuple(_absent(parts)),
        fingerprints=tuple(_fingerprints(data, present, index, mistakes)),
        overlaps=overlaps,
        mistakes=tuple(mistakes),
    )


def _read_all(
    reader: "_Reader", parts: Sequence[_Part], mistakes: list[str]
) -> tuple[dict[_Part, Count], tuple[Overlap, ...]]:
    """Counts of all parts and what their texts share. Evaluation sets are read first, so that training text is
    looked up as it comes; between evaluation sets only those of different tasks are compared.
    """
    finder = Finder()
    counts: dict[_Part, Count] = {}
    evaluated: list[tuple[_Part, Sketch]] = []
    for part, reading in reader.read(sorted(parts, key=lambda part: part.split == TRAINING)):
        if reading.count is None or reading.sketch is None:
            mistakes.append(reading.mistake)
            continue
        counts[part] = reading.count
        mistakes += _wrong_counts(part, reading, reader.data, reader.index)
        if part.split == TRAINING:
            finder.look(part.name, reading.sketch)
        else:
            finder.add((part.name, part.split, part.language), reading.sketch)
            evaluated.append((part, reading.sketch))
    for part, found in evaluated:
        finder.look(f"{part.name} ({part.split})", found, skip=part.name)
    return counts, finder.overlaps()


@dataclass(frozen=True)
class _Reader:
    """Reads parts, with several processes where there are several, and tells how far it is."""

    data: Path
    index: dict[str, Any]
    processes: int
    progress: Callable[[Progress], None] | None

    def read(self, parts: Sequence[_Part]) -> Iterator[tuple[_Part, _Reading]]:
        """Every part with what came of it, in order."""
        with ExitStack() as stack:
            work = partial(_read_part, self.data)
            readings: Iterator[_Reading] = map(work, parts)
            if self.processes > 1:
                # Spawned, not forked: the terminal's progress bar is a thread.
                pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))
                readings = stack.enter_context(pool).map(work, parts)
            for number, part in enumerate(parts):
                if self.progress:
                    note = f"{part.name} {part.split} {part.language}"
                    self.progress(Progress(number, len(parts), "files", note))
                yield part, next(readings)


def _parts(data: Path, name: str, task: Task, mistakes: list[str]) -> Iterator[_Part]:
    for split in task.splits:
        for language in task.languages:
            try:
                paths = task.paths(data, language, split)
            except UserError as error:
                mistakes.append(str(error))
                continue
            yield _Part(name=name, split=split, language=language, paths=paths)


def _absent(parts: Sequence[_Part]) -> Iterator[Absent]:
    missing: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if not part.paths:
            missing.setdefault((part.name, part.split), []).append(part.language)
    for (name, split), languages in missing.items():
        yield Absent(task=name, split=split, languages=tuple(languages))


def _read_part(data: Path, part: _Part) -> _Reading:
    """Everything of one part, up to its first mistake. Runs in another process where there are several."""
    task = find_task(part.name)
    rows: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    examples: list[Any] = []
    try:
        for place, entry in read(task, part.name, data, part.language, part.split):
            if isinstance(entry, Repair):
                repairs[entry.what] += 1
                rows[place.rpartition(":")[0]] += entry.left_out
                continue
            if entry.language != part.language:
                raise UserError(f"{place}: a row of language {entry.language!r} in the files of {part.language!r}")
            rows[place.rpartition(":")[0]] += 1
            examples.append(entry)
    except UserError as error:
        return _Reading(mistake=str(error))
    texts = (text for example in examples for text in task.type.texts(example))
    ids = (example.id for example in examples)
    return _Reading(
        count=Count(
            task=part.name,
            split=part.split,
            language=part.language,
            rows=len(examples),
            files=len(part.paths),
            repairs=tuple(sorted(repairs.items())),
        ),
        rows=dict(rows),
        sketch=sketch(texts, ids, keep=part.split != TRAINING),
    )


def _wrong_counts(part: _Part, reading: _Reading, data: Path, index: dict[str, Any]) -> Iterator[str]:
    """Files with other numbers of rows than the index lists."""
    for path in part.paths:
        listed, found = index.get(_relative(path, data), {}).get("rows"), reading.rows.get(str(path))
        if listed is not None and found and found != listed:
            yield f"{at(path)}: {found} rows, but index.json lists {listed}. Copy the file again."


def _relative(path: Path, data: Path) -> str:
    return path.relative_to(data).as_posix()


def _index(data: Path) -> dict[str, Any]:
    """The entries of the folder's index.json by file; none where there is no index."""
    path = data / "index.json"
    if not path.is_file():
        return {}
    content = files.read_json(path)
    try:
        return {entry["file"]: entry for entry in content["files"]}
    except (KeyError, TypeError):
        raise UserError(
            f"{path}: expected an object with `files`, a list of objects with `file` and `sha256`"
        ) from None


def _fingerprints(
    data: Path, parts: Sequence[_Part], index: dict[str, Any], mistakes: list[str]
) -> Iterator[Fingerprint]:
    for path in sorted({path for part in parts for path in part.paths}):
        name, found = _relative(path, data), files.sha256(path)
        listed = index.get(name, {}).get("sha256")
        if listed is not None and listed != found:
            mistakes.append(f"{at(path)}: sha256 {found}, but index.json lists {listed}. Copy the file again.")
        yield Fingerprint(file=name, sha256=found, listed=listed is not None)
