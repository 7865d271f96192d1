"""The manifest of a finished folder: size and SHA-256 of each of its files, written last, checked before reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError

NAME = "manifest.json"


@dataclass(frozen=True)
class Damage:
    """One thing wrong with a finished folder. `file` is relative to `folder`."""

    folder: Path
    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.folder / self.file}: {self.problem}"


def write(folder: Path, key: str) -> None:
    """Write the manifest of all files in `folder`, and see to it that they are on the disk before it is."""
    entries = {}
    for name, path in sorted(contents(folder).items()):
        files.sync(path)
        entries[name] = {"size": path.stat().st_size, "sha256": files.sha256(path)}
    files.write_json(folder / NAME, {"key": key, "finished": now(), "files": entries})


def now() -> str:
    """The present in ISO format, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def contents(folder: Path) -> dict[str, Path]:
    """Every file below `folder` but the manifest, by its relative name with forward slashes."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found.pop(NAME, None)
    return found


def check(folder: Path, *, thorough: bool) -> Iterator[Damage]:
    """Everything in which `folder` differs from its manifest: by file sizes or, if `thorough`, by checksums too."""
    path = folder / NAME
    if not path.is_file():
        yield Damage(folder, NAME, "missing, so the folder never was finished or was tampered with")
        return
    try:
        listed = files.read_json(path)["files"]
        wanted = {name: (entry["size"], entry["sha256"]) for name, entry in listed.items()}
    except (UserError, KeyError, TypeError, AttributeError) as error:
        yield Damage(folder, NAME, f"damaged: {error}")
        return
    there = contents(folder)
    for name, (size, digest) in wanted.items():
        problem = "missing" if name not in there else _problem(there[name], size, digest if thorough else None)
        if problem:
            yield Damage(folder, name, problem)
    for name in sorted(there.keys() - wanted.keys()):
        yield Damage(folder, name, "not in the manifest: it was added later")


def _problem(path: Path, size: int, digest: str | None) -> str:
    found = path.stat().st_size
    if found != size:
        return f"{found:,} bytes, but {size:,} were written"
    if digest is not None and (actual := files.sha256(path)) != digest:
        return f"altered: its SHA-256 is {actual[:12]}..., but {digest[:12]}... was written"
    return ""
