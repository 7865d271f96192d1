"""Brings a task's copy on the hub into the data folder, where everything afterwards finds ordinary local files."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, constants, hf_hub_download
from huggingface_hub.errors import HTTPError as TransportError  # type: ignore[attr-defined]  # its HTTP library's
from huggingface_hub.errors import (
    OfflineModeIsEnabled,
)

from xstilts.base import files
from xstilts.base.errors import UserError, unknown
from xstilts.models.hub import COMMIT, refusals_told
from xstilts.task_types.base import Task
from xstilts.task_types.hub import FOLDER, HubCopy
from xstilts.task_types.layout import filled

RECORD = "fetched.json"


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """Where the files lie now, and the commit that they are those of."""

    folder: Path
    revision: str
    files: tuple[str, ...]


def fetch(
    task: Task,
    name: str,
    into: Path,
    *,
    revision: str = "",
    languages: Sequence[str] | None = None,
    splits: Sequence[str] | None = None,
) -> Fetched:
    """Download the Parquet files of languages and splits (None: all) into `into`, resuming what was cut; check them.

    HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are obeyed. `fetched.json` beside the files keeps revision and checksums.
    Raises UserError where the task has no such copy, no revision is known, the hub does not answer or does not have
    it, or a file is not the one that the hub lists.
    """
    copy = _copy(task, name)
    wanted_revision = revision or copy.revision
    if not wanted_revision:
        raise UserError(
            f"{name}: no revision of {copy.dataset} is pinned here. Choose a commit of {_page(copy)}/commits/main and "
            "name it with --revision."
        )
    for kind, wanted, known in (("language", languages, task.languages), ("split", splits, tuple(copy.files))):
        for code in wanted or ():
            if code not in known:
                raise UserError(f"{name}: {unknown(kind, code, known)}")
    info = _listing(copy, wanted_revision)
    patterns = _patterns(task, copy, languages or task.languages, splits or tuple(copy.files))
    chosen = _chosen(name, copy, patterns, info)
    folder = into / FOLDER / copy.dataset
    for entry in chosen:
        _download(copy, entry, info.sha, folder)
    sums = {entry.rfilename: files.sha256(folder / entry.rfilename) for entry in chosen}
    known = files.read_json(folder / RECORD) if (folder / RECORD).is_file() else {}
    kept = known.get("files", {}) if known.get("revision") == info.sha else {}
    files.write_json(folder / RECORD, {"dataset": copy.dataset, "revision": info.sha, "files": {**kept, **sums}})
    return Fetched(folder=folder, revision=info.sha, files=tuple(sums))


def _copy(task: Task, name: str) -> HubCopy:
    if task.hub is None:
        how = " ".join(task.notes)
        raise UserError(f"{name}: no copy on the hub is known here. Get its files by hand. {how}".rstrip())
    return task.hub


def _page(copy: HubCopy) -> str:
    return f"{constants.ENDPOINT}/datasets/{copy.dataset}"


def _listing(copy: HubCopy, revision: str) -> Any:
    """What the hub has at the revision: its commit, and every file with size and checksum."""
    at = f"{copy.dataset}@{revision}"
    try:
        with refusals_told(at, _page(copy), "data set"):
            info = HfApi().dataset_info(copy.dataset, revision=revision, files_metadata=True)
    except (OSError, TransportError) as error:
        raise _unreachable(at, error) from None
    if COMMIT.fullmatch(revision) and info.sha != revision:
        raise UserError(f"{at}: the hub answered with commit {info.sha}. Is {constants.ENDPOINT} a true copy?")
    return info


def _chosen(name: str, copy: HubCopy, patterns: Iterable[str], info: Any) -> list[Any]:
    """The listed files that the patterns name. Raises UserError for a pattern that names none."""
    found: dict[str, Any] = {}
    for pattern in dict.fromkeys(patterns):
        matching = {e.rfilename: e for e in info.siblings or () if fnmatchcase(e.rfilename, pattern)}
        if not matching:
            raise UserError(
                f"{name}: {copy.dataset}@{info.sha} has no file {pattern}. Name another --revision, or --languages "
                "without this one."
            )
        found |= matching
    return list(found.values())


def _patterns(task: Task, copy: HubCopy, languages: Sequence[str], splits: Sequence[str]) -> Iterator[str]:
    for split in splits:
        for pattern in copy.files[split]:
            yield from filter(None, (filled(pattern, language, task.codes) for language in languages))


def _download(copy: HubCopy, entry: Any, revision: str, folder: Path) -> None:
    """One file, checked against the size and the checksum that the hub lists; a wrong one is removed again."""
    at = f"{copy.dataset}@{revision}: {entry.rfilename}"
    try:
        hf_hub_download(copy.dataset, entry.rfilename, repo_type="dataset", revision=revision, local_dir=folder)
    except (OSError, TransportError) as error:
        raise _unreachable(at, error) from None
    path = folder / entry.rfilename
    if problem := _damage(path, entry):
        path.unlink()
        raise UserError(f"{at}: {problem}. The download is damaged and was removed: fetch again.")


def _damage(path: Path, entry: Any) -> str:
    """In what the file differs from what the hub lists; "" where it does not."""
    size = path.stat().st_size
    if entry.size is not None and size != entry.size:
        return f"{size} bytes, but the hub lists {entry.size}"
    if entry.lfs is not None:
        found, listed, kind = files.sha256(path), entry.lfs.sha256, "sha256"
    else:  # small files are in git itself
        content = b"blob %d\0%s" % (size, path.read_bytes())
        found, listed, kind = hashlib.sha1(content, usedforsecurity=False).hexdigest(), entry.blob_id, "git id"
    return "" if listed in (None, found) else f"{kind} {found}, but the hub lists {listed}"


def _unreachable(at: str, error: Exception) -> UserError:
    if isinstance(error, OfflineModeIsEnabled) or constants.HF_HUB_OFFLINE:
        return UserError(f"{at}: not fetched, as HF_HUB_OFFLINE is set. Unset it, or copy the files by hand.")
    reason = next(iter(str(error).splitlines()), "") or type(error).__name__
    return UserError(f"{at}: {constants.ENDPOINT} could not give it: {reason}. Fetch again: what has come is kept.")
