"""Reads every file of every task below a data folder: counts, labels, ids, checksums, repairs and overlaps."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.base import files, plugins
from xstilts.base.errors import UserError, at
from xstilts.graph.stage import Progress
from xstilts.study.overlap import Finder, Overlap
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


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """One task's split in one language, and its files."""

    name: str
    task: Task
    split: str
    language: str
    paths: tuple[Path, ...]


def check_data(
    data: Path, names: Sequence[str] | None = None, *, progress: Callable[[Progress], None] | None = None
) -> DataReport:
    """Read all files of the tasks `names` (None: every task) below `data`.

    Raises UserError where the folder is missing, a task is unknown or no task has a file in it; mistakes in the
    data are collected. Evaluation splits are read first, so that training text is looked up as it comes.
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
    index, finder = _index(data), Finder()
    counts: dict[_Part, Count] = {}
    for number, part in enumerate(sorted(present, key=lambda part: part.split == TRAINING)):
        if progress:
            progress(Progress(number, len(present), "files", f"{part.name} {part.split} {part.language}"))
        try:
            counts[part] = _count(part, data, index, finder, mistakes)
        except UserError as error:
            mistakes.append(str(error))
    return DataReport(
        folder=str(data),
        counts=tuple(counts[part] for part in parts if part in counts),
        absent=tuple(_absent(parts)),
        fingerprints=tuple(_fingerprints(data, present, index, mistakes)),
        overlaps=finder.overlaps(),
        mistakes=tuple(mistakes),
    )


def _parts(data: Path, name: str, task: Task, mistakes: list[str]) -> Iterator[_Part]:
    for split in task.splits:
        for language in task.languages:
            try:
                paths = task.paths(data, language, split)
            except UserError as error:
                mistakes.append(str(error))
                continue
            yield _Part(name=name, task=task, split=split, language=language, paths=paths)


def _absent(parts: Sequence[_Part]) -> Iterator[Absent]:
    missing: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if not part.paths:
            missing.setdefault((part.name, part.split), []).append(part.language)
    for (name, split), languages in missing.items():
        yield Absent(task=name, split=split, languages=tuple(languages))


def _count(part: _Part, data: Path, index: dict[str, Any], finder: Finder, mistakes: list[str]) -> Count:
    """Read one part, its text to the finder. Raises UserError at its first mistake."""
    rows: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    examples: list[Any] = []
    for place, entry in read(part.task, part.name, data, part.language, part.split):
        if isinstance(entry, Repair):
            repairs[entry.what] += 1
            rows[place.rpartition(":")[0]] += entry.left_out
            continue
        if entry.language != part.language:
            raise UserError(f"{place}: a row of language {entry.language!r} in the files of {part.language!r}")
        rows[place.rpartition(":")[0]] += 1
        examples.append(entry)
    texts = (text for example in examples for text in part.task.type.texts(example))
    if part.split == TRAINING:
        finder.look(part.name, texts)
    else:
        finder.add((part.name, part.split, part.language), texts)
    for path in part.paths:
        listed = index.get(_relative(path, data), {}).get("rows")
        if listed is not None and rows[str(path)] and rows[str(path)] != listed:
            mistakes.append(f"{at(path)}: {rows[str(path)]} rows, but index.json lists {listed}. Copy the file again.")
    return Count(
        task=part.name,
        split=part.split,
        language=part.language,
        rows=len(examples),
        files=len(part.paths),
        repairs=tuple(sorted(repairs.items())),
    )


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
