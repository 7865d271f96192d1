"""The folder of data sets: which files a slice reads there, and their checksums for the keys of stages."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from xstilts.base import files
from xstilts.base.errors import UserError, unknown
from xstilts.graph.stage import Fingerprints
from xstilts.study.data_slice import DataSlice
from xstilts.task_types.base import Task
from xstilts.task_types.identity import task_digest

OPEN = "open"
"""Stands in for the checksum of a file that is not there, in a plan that only asks for the cost."""
MANY = 8
"""More languages than these are counted, not named."""


class DataFolder:
    """What a study reads from outside: the folder of data sets and models, with checksums and commits for the keys.

    Checksums are remembered by size and time of change. `ask_hub` finds where a model's branch stands now, instead of
    where it stood when this machine last asked.
    """

    def __init__(self, root: Path | None, cache: Path | None = None, *, ask_hub: bool = True) -> None:
        self.root = root
        self.ask_hub = ask_hub
        self._commits: dict[tuple[str, str | None], str] = {}
        self._path = cache / "fingerprints.json" if cache else None
        self._known: dict[str, list[Any]] = {}
        if self._path and self._path.is_file():
            self._known = files.read_json(self._path)
        self._changed = False

    def fingerprint(self, data_slice: DataSlice, *, scoring: bool = False) -> Fingerprints:
        """(name, sha256) of everything that decides the examples of the slice and their rows: its files, the task's
        declaration and code, with `scoring` also what decodes and scores. Raises UserError where a file is missing.
        """
        code = task_digest(data_slice.task, scoring=scoring)
        return (*self.files(data_slice), (f"{data_slice.task} (declaration and code)", code))

    def files(self, data_slice: DataSlice) -> Fingerprints:
        """(name, sha256) of the data that the slice reads. Raises UserError where a file is missing."""
        task = data_slice.declared
        found: list[tuple[str, str]] = []
        for language in data_slice.languages:
            if data_slice.split not in task.splits:
                raise UserError(f"{data_slice.task}: {unknown('split', data_slice.split, task.splits)}")
            place = f"{data_slice.task}/{language}/{data_slice.split}"
            if task.made:
                found.append((place, task.made.fingerprint(language, data_slice.split)))
                continue
            found += self._of_files(data_slice, task, language, place)
        return tuple(found)

    def _of_files(self, data_slice: DataSlice, task: Task, language: str, place: str) -> Fingerprints:
        root = self.need()
        paths = task.paths(root, language, data_slice.split)
        if not paths:
            raise UserError(_missing(task, data_slice, language, root))
        return tuple((f"{place}/{path.name}", self._sha256(path)) for path in paths)

    def stand_ins(self, slices: Iterable[DataSlice]) -> tuple[str, ...]:
        """`qamr (train): ...` for all slices whose files stand in for better ones, each once."""
        found: dict[str, None] = {}
        for data_slice in dict.fromkeys(slices):
            for language in data_slice.languages:
                if what := data_slice.declared.stand_in(self.root or Path(), language, data_slice.split):
                    found[f"{data_slice.task} ({data_slice.split}): {what}"] = None
        return tuple(found)

    def present(self, task: Task, split: str) -> tuple[str, ...]:
        """The languages of the task whose files are there. Raises UserError where there is no folder."""
        return task.languages_of(Path() if task.made else self.need(), split)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there though a study reads it: nothing, as `fingerprint` raises."""
        return ()

    def fingerprints(self, slices: Iterable[DataSlice], *, scoring: bool = False) -> Fingerprints:
        """What decides several slices, each once. Raises UserError that lists everything that is missing."""
        found: dict[tuple[str, str], None] = {}
        problems: dict[str, None] = {}
        for data_slice in slices:
            try:
                found |= dict.fromkeys(self.fingerprint(data_slice, scoring=scoring))
            except UserError as error:
                problems[str(error)] = None
        if problems:
            raise UserError("\n".join(problems))
        return tuple(found)

    def tables(self, folder: str, names: Sequence[str]) -> Fingerprints:
        """(name, sha256) of files in a folder that are no task's. Raises UserError where one is missing."""
        root = self.need() / folder
        for name in names:
            if not (root / name).is_file():
                raise UserError(f"{root / name}: no such file. Add it, or remove the folder to go without its tables.")
        return tuple((f"{folder}/{name}", self._sha256(root / name)) for name in names)

    def checkpoint(self, folder: Path) -> Fingerprints:
        """(name, sha256) of every file of a local checkpoint that loading reads."""
        read = [path for path in sorted(folder.iterdir()) if path.suffix in {".safetensors", ".json", ".model", ".txt"}]
        return tuple((path.name, self._sha256(path)) for path in read)

    def commit(self, model: str, revision: str | None) -> str | None:
        """The commit of a hub model that the revision, or its main branch, names. Raises UserError for none."""
        from xstilts.models import hub  # noqa: PLC0415 -- slow to import, and most studies name no hub model

        known = self._commits
        if (model, revision) not in known:
            known[model, revision] = hub.commit(model, revision, ask=self.ask_hub)
        return known[model, revision]

    def config(self, source: str, commit: str | None) -> dict[str, Any]:
        """The `config.json` of an encoder in a folder, or on the hub where this machine has it; {} where it has not."""
        path = Path(source) / "config.json"
        if not path.is_file() and commit is not None:
            from xstilts.models import hub  # noqa: PLC0415 -- as above

            path = hub.config(source, commit) or path
        found = files.read_json(path) if path.is_file() else {}
        return found if isinstance(found, dict) else {}

    def need(self) -> Path:
        """The folder itself. Raises UserError where none was given or it is not there."""
        if self.root is None:
            raise UserError("no data folder given. Pass it with --data DIR or set XSTILTS_DATA.")
        if not self.root.is_dir():
            raise UserError(f"{self.root}: no such folder. Pass the folder of data sets with --data DIR.")
        return self.root

    def save(self) -> None:
        """Keep what was learned for the next time."""
        if self._path and self._changed:
            files.write_json(self._path, self._known, indent=None)

    def _sha256(self, path: Path) -> str:
        status = files.status(path)
        name = quote_from_bytes(os.fsencode(path.resolve()))  # a path need be no text in the locale's encoding
        known = self._known.get(name)
        if known and known[:2] == [status.st_size, status.st_mtime_ns]:
            return str(known[2])
        digest = files.sha256(path)
        self._known[name] = [status.st_size, status.st_mtime_ns, digest]
        self._changed = True
        return digest


class NoData(DataFolder):
    """Stands in for the folder when a study is planned without data: every file is missing, every language there.

    The checksums of files are left OPEN, so keys of such a plan are provisional: no result is ever stored under them.
    """

    def __init__(self) -> None:
        super().__init__(None)
        self._missing: dict[tuple[str, str, str], list[str]] = {}

    def present(self, task: Task, split: str) -> tuple[str, ...]:
        """All languages that the task has in the split."""
        return tuple(language for language in task.languages if task.made or task.expected(language, split))

    def commit(self, model: str, revision: str | None) -> str | None:
        """The revision as it was given: a plan that only asks for the cost needs no hub."""
        return revision

    @property
    def missing(self) -> tuple[str, ...]:
        """`mnli train (en): the files that are looked for`, for everything that a run will need."""
        return tuple(
            f"{task} {split} ({_few(languages)}): {expected}"
            for (task, split, expected), languages in self._missing.items()
        )

    def stand_ins(self, slices: Iterable[DataSlice]) -> tuple[str, ...]:
        """None: without data nothing stands in for anything."""
        return ()

    def _of_files(self, data_slice: DataSlice, task: Task, language: str, place: str) -> Fingerprints:
        first = task.expected(data_slice.languages[0], data_slice.split)
        languages = self._missing.setdefault((data_slice.task, data_slice.split, first), [])
        if language not in languages:
            languages.append(language)
        return ((place, OPEN),)


def _few(languages: Sequence[str]) -> str:
    return " ".join(languages) if len(languages) <= MANY else f"{len(languages)} languages, such as {languages[0]}"


def _missing(task: Task, data_slice: DataSlice, language: str, root: Path) -> str:
    if language not in task.languages:
        return f"{data_slice.task}: {unknown('language', language, task.languages)}"
    there = ", ".join(task.languages_of(root, data_slice.split)) or "none"
    return (
        f"{data_slice.task}: no {data_slice.split} file for {language!r} in {root}: looked for "
        f"{task.expected(language, data_slice.split)}. Languages that are there: {there}. "
        "Add the file, leave the language out, or set `languages: present`."
    )
