"""Reading and writing files: one strict reader for plain, .gz, .xz and .bz2, errors with file and line, atomic writes.

Text is UTF-8 in every locale. Only regular files are opened, so that no pipe or device is waited for; what is read is
bounded, so that a small archive cannot fill the memory; and only line feeds end a line, so that no text falls apart.
"""

import bz2
import errno
import gzip
import hashlib
import json
import lzma
import os
import re
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from xstilts.base import strict_json
from xstilts.base.errors import UserError, at

COMPRESSIONS = ("", ".gz", ".xz", ".bz2")

LARGEST = 8 * 2**30
"""The most bytes of a file that are read into memory, unpacked."""
UNPACKED = 500
"""The most bytes that a packed byte of text may stand for; above 64 MiB more are taken for an attack or a mistake."""
PIECE = 2**24
BARE_RETURN = re.compile(r"\r(?!\n)")

_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}


def find(folder: Path, relative: str) -> Path | None:
    """The file `relative` below `folder`, plain or compressed (.gz, .xz, .bz2), or None when there is none.

    Where something else lies at its place (a folder, a dangling link) that is returned: whoever reads it is told.
    """
    paths = [folder / f"{relative}{suffix}" for suffix in COMPRESSIONS]
    return next(filter(os.path.isfile, paths), next(filter(os.path.lexists, paths), None))


def status(path: Path) -> os.stat_result:
    """Size, time of change and so on of a regular file. Raises UserError for anything else, and where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise UserError(f"{at(path)}: a link to {path.readlink()}, which is not there. Mend the link.") from None
        raise UserError(f"{at(path)}: no such file") from None
    except OSError as error:
        hint = " Replace the link by the file." if error.errno == errno.ELOOP else ""
        raise UserError(f"{at(path)}: cannot be read: {error.strerror}.{hint}") from None
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "a device")
        raise UserError(f"{at(path)}: cannot be read: it is {kind}, expected a file. Put the file in its place.")
    return found


def stem(path: Path) -> str:
    """The file's name without a compression's suffix and without its own.

    >>> stem(Path("xnli/dev-de.tsv.gz"))
    'dev-de'
    """
    name = path.name.removesuffix(path.suffix) if path.suffix in COMPRESSIONS else path.name
    return name.rpartition(".")[0] or name


def _open(path: Path) -> BinaryIO:
    opener: Any = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}.get(path.suffix, open)
    return cast(BinaryIO, opener(path, "rb"))


def read_bytes(path: Path) -> bytes:
    """The whole file, decompressed. Raises UserError where it is none, truncated, too large or not what it is named."""
    stored = status(path).st_size
    packed = path.suffix in COMPRESSIONS[1:]
    most = min(LARGEST, max(64 * 2**20, UNPACKED * stored)) if packed else LARGEST
    pieces, size = [], 0
    try:
        with _open(path) as stream:
            while size <= most and (piece := stream.read(PIECE)):
                pieces.append(piece)
                size += len(piece)
    except PermissionError as error:
        raise UserError(f"{at(path)}: cannot be read: {error.strerror}") from None
    except (EOFError, lzma.LZMAError, zlib.error, OSError) as error:  # gzip's and bz2's are OSErrors
        raise UserError(
            f"{at(path)}: cannot be read to its end ({error}). The file is truncated or damaged: copy it again."
        ) from None
    if size > most:
        raise UserError(f"{at(path)}: {stored} bytes that hold more than {most}: too much to read. Is it a data file?")
    return b"".join(pieces)


def read_text(path: Path) -> str:
    """The whole file as text. Raises UserError with the line number where a byte is not UTF-8 or is NUL."""
    raw = read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{at(path, line)}: byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8 and try again."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UserError(
            f"{at(path, line)}: a NUL byte, which no text has. Save the file as UTF-8 text, or copy it again."
        )
    return text


def lines(path: Path) -> Iterator[tuple[int, str]]:
    r"""Number (from 1) and text of every line, without its line end. Only `\n` and `\\r\\n` end a line.

    Raises UserError where `\\r` stands elsewhere: some programs end lines there, so what a line is would be a guess.
    """
    text = read_text(path)
    if "\r" in text and (bare := BARE_RETURN.search(text)):
        place = at(path, text.count("\n", 0, bare.start()) + 1)
        raise UserError(
            f"{place}: a carriage return (\\r) that no line feed (\\n) follows. Lines end in \\n or \\r\\n: "
            "convert the file, or remove the character."
        )
    if text.endswith("\n"):
        text = text[:-1]
    elif not text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line.removesuffix("\r")


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of every line of a JSON-lines file. Raises UserError at a line that is no object."""
    for number, line in lines(path):
        yield number, parse_json_object(line, at(path, number))


def read_json(path: Path, *, repeated: Callable[[str], None] | None = None) -> Any:
    """The value of a JSON file. Raises UserError, with line and column where they are known, where it is not JSON.

    A key that comes twice in an object is refused, or told to `repeated`; its last value counts then.
    """
    text = read_text(path)
    try:
        return strict_json.parse(text, repeated=repeated)
    except strict_json.NotJson as error:
        column = f":{error.column}" if error.column else ""
        hint = " Is the file cut?" if error.column else ""
        raise UserError(f"{at(path, error.line or None)}{column}: not JSON: {error.problem}.{hint}") from None


def parse_json_object(text: str, where: str) -> dict[str, Any]:
    """The JSON object in `text`; `where` opens the error's message."""
    try:
        value = strict_json.parse(text)
    except strict_json.NotJson as error:
        column = f" at column {error.column}" if error.column else ""
        raise UserError(f"{where}: not JSON{column}: {error.problem}: {text[:80]!r}") from None
    if not isinstance(value, dict):
        raise UserError(f"{where}: expected a JSON object, got {type(value).__name__}: {text[:80]!r}")
    return value


def sha256(path: Path) -> str:
    """The SHA-256 of the file's bytes as they are stored, in hexadecimal. Raises UserError where it is no file."""
    status(path)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """See to it that a file's content, or a folder's list of names, is on the disk before anything else is done."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def put(partial: Path, path: Path) -> None:
    """Give what lies whole at `partial` the name `path` in the same folder, so that it outlives a loss of power."""
    sync(partial)
    partial.replace(path)
    sync(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Write `path` whole or not at all: to a neighbour first, then one rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        sync(Path(temporary))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, atomically. What of a file name in it is no text in the locale becomes a question mark."""
    write_bytes(path, text.encode("utf-8", "replace"))


def write_json(path: Path, value: object, *, indent: int | None = 1) -> None:
    """Write `value` as JSON, atomically. NaN is refused: it is not JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    write_text(path, text + "\n")
