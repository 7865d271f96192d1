"""The store: one folder a key. A folder appears whole, with a manifest of checksums, or stays `.part` for resuming."""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.graph import manifest, specs
from xstilts.graph.disk import Guard, locked
from xstilts.graph.manifest import Damage
from xstilts.graph.plain import canonical
from xstilts.graph.stage import Stage, closure

SHORT = 20
"""Hexadecimal digits of the key in a folder's name: 80 bits, so two keys never meet."""
SPECS, LOCKS, CACHE = "specs", "locks", "cache"
PROGRESS, FRESH, ERROR, TRACEBACK = "progress.json", "progress.new", "error.json", "traceback.txt"
TRANSIENT = (PROGRESS, FRESH, ERROR, TRACEBACK, manifest.NAME)
"""Files that tell of an attempt in a `.part` folder and never belong to a result."""


class Store:
    """The results of stages under the folder `root`, which is made when first written to.

    All processes of all runs may use one store at once.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root).absolute()
        self._root = str(self.root)
        self._trusted: set[Path] = set()

    def folder(self, stage: Stage | str) -> Path:
        """Where the result of a stage, or of the key of a stage whose spec is known, is or will be."""
        return Path(self._folder(stage))

    def _folder(self, stage: Stage | str) -> str:
        # Text, not Path: planning asks this ten thousand times.
        kind, key = (self.spec(stage)["stage"], stage) if isinstance(stage, str) else (type(stage).__name__, stage.key)
        return f"{self._root}/{kind.lower()}/{key[:SHORT]}"

    def part(self, stage: Stage | str) -> Path:
        """Where the stage works until it is finished."""
        return Path(f"{self._folder(stage)}.part")

    def has(self, stage: Stage | str) -> bool:
        """Whether the result is there, finished."""
        return os.path.isfile(f"{self._folder(stage)}/{manifest.NAME}")

    def open(self, stage: Stage | str, *, thorough: bool = False) -> Path:
        """The finished folder, after a look at the size of every file, or at every checksum if `thorough`.

        Checksums are looked at once a process. Raises UserError that names the damaged file and the remedy.
        """
        folder = self.folder(stage)
        if folder in self._trusted:
            return folder
        damage = next(manifest.check(folder, thorough=thorough), None)
        if damage is not None:
            raise UserError(f"{damage}. Remove the folder {folder} and run again: the stage will be made anew.")
        if thorough:
            self._trusted.add(folder)
        return folder

    def put_spec(self, stage: Stage) -> None:
        """Write down what the stage and all that it needs are, so that any process can rebuild them from the key."""
        with Guard(self.root):
            for entry in closure([stage]):
                path = self._spec_path(entry.key)
                text = canonical(specs.encode(entry)) + "\n"
                if not (path.is_file() and path.read_bytes() == text.encode()):
                    files.write_bytes(path, text.encode())

    def spec(self, key: str) -> dict[str, Any]:
        """The written spec of a stage. Raises UserError for a key that was never planned in this store."""
        path = self._spec_path(key)
        if not path.is_file():
            raise UserError(f"{path}: no such stage in this store. Is --store the folder in which it was planned?")
        value = files.read_json(path)
        if not isinstance(value, dict) or not {"module", "stage", "version", "fields"} <= value.keys():
            raise UserError(f"{path}: not the spec of a stage. Remove the file and run the study again.")
        return value

    def rebuild(self, key: str) -> Stage:
        """The stage of this key, and its inputs, from their specs.

        Raises UserError where a spec is missing or damaged or does not fit the code that is installed.
        """
        known: dict[str, Stage] = {}

        def rebuilt(key: str) -> Stage:
            if key not in known:
                known[key] = stage = specs.decode(self.spec(key), rebuilt)
                if stage.key != key:
                    raise UserError(
                        f"{self._spec_path(key)}: gives another key ({stage.key[:SHORT]}...): the file was altered or "
                        "written by another version. Remove it and run the study again."
                    )
            return known[key]

        return rebuilt(key)

    def _spec_path(self, key: str) -> Path:
        return self.root / SPECS / f"{key}.json"

    @contextmanager
    def filling(self, stage: Stage) -> Iterator[Path | None]:
        """Hold the stage's lock, yield the `.part` folder to fill, then publish it; yield None if it is done.

        Where another process fills the same folder, this waits for it first. What an earlier attempt left in the
        folder is still there. After an exception the folder stays as it is. Raises UserError when the disk is full.
        """
        with Guard(self.root), self._lock(stage.key):
            if self.has(stage):
                yield None
                return
            part = self.part(stage)
            part.mkdir(parents=True, exist_ok=True)
            _sweep(part)
            yield part
            for name in TRANSIENT:
                (part / name).unlink(missing_ok=True)
            manifest.write(part, stage.key)
            folder = self.folder(stage)
            if folder.exists():  # without a manifest, or it would be done: somebody's half-removed folder
                shutil.rmtree(folder)
            part.rename(folder)

    @contextmanager
    def _lock(self, key: str, *, wait: bool = True) -> Iterator[bool]:
        with locked(self.root / LOCKS / f"{key[:SHORT]}.lock", wait=wait) as held:
            yield held

    def finished(self, *, each: int | None = None) -> Iterator[Path]:
        """Every finished folder, or the first `each` of every kind of stage."""
        for kind in self._kinds():
            yield from islice((path for path in _folders(kind) if (path / manifest.NAME).is_file()), each)

    def _kinds(self) -> list[Path]:
        found = sorted(self.root.iterdir()) if self.root.is_dir() else []
        return [path for path in found if path.is_dir() and path.name not in (SPECS, LOCKS, CACHE)]

    def verify(self) -> Iterator[Damage]:
        """Every file of every finished folder that is damaged, missing or too much, by its checksum."""
        for kind in self._kinds():
            for folder in _folders(kind):
                if folder.suffix != ".part":
                    yield from manifest.check(folder, thorough=True)

    def prune(self, keep: Collection[str], *, dry_run: bool = False) -> int:
        """Remove every folder, finished or `.part`, whose key is not in `keep`; returns the bytes that this frees.

        Folders that a run is filling at this moment stay. With `dry_run` nothing is removed. Specs stay: they are
        small, and a kept stage may have one that was removed as its input.
        """
        kept = {key[:SHORT] for key in keep}
        freed = 0
        for folder in (path for kind in self._kinds() for path in _folders(kind) if path.stem not in kept):
            with self._lock(folder.stem, wait=False) as held:
                if held and folder.is_dir():
                    freed += _size(folder)
                    _remove(folder, dry_run=dry_run)
        return freed


def _folders(kind: Path) -> Iterator[Path]:
    return (kind / name for name in sorted(os.listdir(kind)) if (kind / name).is_dir())


def _sweep(part: Path) -> None:
    """Remove what tells of an earlier attempt, and the hidden halves of files that a kill left there.

    Nothing else is hidden in a stage's folder: who writes a file whole or not at all, we or a library, hides it first.
    """
    for name in TRANSIENT:
        (part / name).unlink(missing_ok=True)
    for path in part.rglob(".*"):
        if path.is_file():
            path.unlink()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _remove(folder: Path, *, dry_run: bool) -> None:
    if not dry_run:
        (folder / manifest.NAME).unlink(missing_ok=True)  # first: a folder that is half removed must not look finished
        shutil.rmtree(folder)
