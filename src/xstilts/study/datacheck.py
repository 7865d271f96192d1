"""Reads every file of every task below a data folder: counts, labels, ids, checksums, repairs and overlaps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.base import files, plugins
from xstilts.base.errors import UserError, at
from xstilts.graph.stage import Progress
from xstilts.study.minhash import MinHash
from xstilts.study.near_duplicates import NearDuplicates, Overlap
from xstilts.study.reading import TRAINING, Count, Part, Reader, Reading
from xstilts.task_types.base import Task, find_task


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
    counts, overlaps = _read_all(Reader(data, processes, progress), index, present, mistakes)
    return DataReport(
        folder=str(data),
        counts=tuple(counts[part] for part in parts if part in counts),
        absent=tuple(_absent(parts)),
        fingerprints=tuple(_fingerprints(data, present, index, mistakes)),
        overlaps=overlaps,
        mistakes=tuple(dict.fromkeys(mistakes)),  # several tasks may read one file
    )


def _read_all(
    reader: Reader, index: dict[str, Any], parts: Sequence[Part], mistakes: list[str]
) -> tuple[dict[Part, Count], tuple[Overlap, ...]]:
    """Counts of all parts and what their texts share. Evaluation sets are read first, so that training text is
    looked up as it comes; between evaluation sets only those of different tasks are compared.
    """
    duplicates = NearDuplicates()
    counts: dict[Part, Count] = {}
    evaluated: list[tuple[Part, MinHash]] = []
    for part, reading in reader.read(sorted(parts, key=lambda part: part.split == TRAINING)):
        if reading.count is None or reading.minhash is None:
            mistakes.append(reading.mistake)
            continue
        counts[part] = reading.count
        mistakes += _wrong_counts(part, reading, reader.data, index)
        if part.split == TRAINING:
            duplicates.look(part.name, reading.minhash)
        else:
            duplicates.add((part.name, part.split, part.language), reading.minhash)
            evaluated.append((part, reading.minhash))
    for part, found in evaluated:
        duplicates.look(f"{part.name} ({part.split})", found, skip=part.name)
    return counts, duplicates.overlaps()


def _parts(data: Path, name: str, task: Task, mistakes: list[str]) -> Iterator[Part]:
    for split in task.splits:
        for language in task.languages:
            try:
                paths = task.paths(data, language, split)
            except UserError as error:
                mistakes.append(str(error))
                continue
            yield Part(name=name, split=split, language=language, paths=paths)


def _absent(parts: Sequence[Part]) -> Iterator[Absent]:
    missing: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if not part.paths:
            missing.setdefault((part.name, part.split), []).append(part.language)
    for (name, split), languages in missing.items():
        yield Absent(task=name, split=split, languages=tuple(languages))


def _wrong_counts(part: Part, reading: Reading, data: Path, index: dict[str, Any]) -> Iterator[str]:
    """Files with other numbers of rows than the index lists, where a row is an example."""
    for path in () if find_task(part.name).joins_rows else part.paths:
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
    data: Path, parts: Sequence[Part], index: dict[str, Any], mistakes: list[str]
) -> Iterator[Fingerprint]:
    for path in sorted({path for part in parts for path in part.paths}):
        name, found = _relative(path, data), files.sha256(path)
        listed = index.get(name, {}).get("sha256")
        if listed is not None and listed != found:
            mistakes.append(f"{at(path)}: sha256 {found}, but index.json lists {listed}. Copy the file again.")
        yield Fingerprint(file=name, sha256=found, listed=listed is not None)
