"""What the store asks of its disk: locks that die with their process, and a plain word when the disk is full."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xstilts.base.errors import UserError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
NEARLY_NOTHING = 1 << 20
"""Bytes free under which any failure is put down to the disk: some libraries do not pass on why a write failed."""


class Guard:
    """A context in which a full or closed disk under `root` becomes a UserError with the remedy.

    A class, so that it can look at any exception on its way out and catch none.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def __enter__(self) -> None:
        """Start to watch."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Raise a UserError from `error` where the disk is to blame; otherwise let `error` go on."""
        if not isinstance(error, Exception) or isinstance(error, UserError):
            return
        if is_full(error, self.root):
            raise UserError(full_message(self.root, error)) from None
        if isinstance(error, OSError) and error.errno in CLOSED and _below(error.filename, self.root):
            raise UserError(
                f"{error.filename}: cannot be written: {error.strerror}. Give the folder write permission or choose "
                "another store with --store."
            ) from None


def is_full(error: BaseException, root: Path) -> bool:
    """Whether `error` came about because no room is left under `root`."""
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    return os.strerror(errno.ENOSPC) in str(error) or free_bytes(root) < NEARLY_NOTHING


def full_message(root: Path, error: BaseException) -> str:
    """What to tell the user when no room is left under `root`."""
    return (
        f"{root}: the disk is full: {free_bytes(root):,} bytes free ({error}). Make room (`xstilts store prune STUDY` "
        "removes results that the study does not need) or choose a store on another disk with --store, then run the "
        "same command again: every finished stage is kept, and this one goes on from where it was."
    )


def free_bytes(root: Path) -> int:
    """Bytes that may still be written under `root` or, where it does not exist, under its nearest parent."""
    there = next(folder for folder in (root.absolute(), *root.absolute().parents) if folder.exists())
    return shutil.disk_usage(there).free


def _below(path: object, root: Path) -> bool:
    return isinstance(path, str) and Path(path).absolute().is_relative_to(root.absolute())


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the exclusive lock `path` and yield True; without `wait`, yield False where another process holds it.

    The kernel drops the lock when its process dies, however that happens. The file is removed at the end, so a
    process that waited on it looks whether the file that it locked is still the one of that name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _lock(path, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    if handle is None:
        yield False
        return
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _lock(path: Path, how: int) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        if _same_file(handle, path):
            return handle
        os.close(handle)


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
