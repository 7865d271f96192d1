"""Reading and writing files: one reader for plain, .gz, .xz and .bz2, errors with file and line, atomic writes."""

import bz2
import csv
import gzip
import hashlib
import json
import lzma
import os
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from xstilts.base.errors import UserError, at

COMPRESSIONS = ("", ".gz", ".xz", ".bz2")


def find(folder: Path, relative: str) -> Path | None:
    """The file `relative` below `folder`, plain or compressed (.gz, .xz, .bz2), or None when there is none."""
    return next((path for suffix in COMPRESSIONS if (path := folder / f"{relative}{suffix}").is_file()), None)


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
    """The whole file, decompressed. Raises UserError where it is missing, truncated or not what its suffix says."""
    try:
        with _open(path) as stream:
            return stream.read()
    except FileNotFoundError:
        raise UserError(f"{at(path)}: no such file") from None
    except (IsADirectoryError, PermissionError) as error:
        raise UserError(f"{at(path)}: cannot be read: {error.strerror}") from None
    except (EOFError, lzma.LZMAError, zlib.error, OSError) as error:  # gzip's and bz2's are OSErrors
        raise UserError(
            f"{at(path)}: cannot be read to its end ({error}). The file is truncated or damaged: copy it again."
        ) from None


def read_text(path: Path) -> str:
    """The whole file as text. Raises UserError with the line number where a byte is not UTF-8."""
    raw = read_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{at(path, line)}: byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8 and try again."
        ) from None


def lines(path: Path) -> Iterator[tuple[int, str]]:
    r"""Number (from 1) and text of every line, without its line end. Only `\n` and `\\r\\n` end a line."""
    text = read_text(path)
    if text.endswith("\n"):
        text = text[:-1]
    elif not text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line.removesuffix("\r")


def read_tsv(
    path: Path, *, columns: Sequence[str] | None = None, quoted: bool = False, delimiter: str = "\t"
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row of every line of a table.

    Without `columns` the first line names them. `quoted` reads CSV quotes (fields may then hold line ends);
    otherwise quote marks are text. Raises UserError where a row has another number of fields than the header.
    """
    names = list(columns) if columns is not None else None
    for number, fields in _fields(path, quoted=quoted, delimiter=delimiter):
        if names is None:
            names = fields
        elif len(fields) != len(names):
            raise UserError(
                f"{at(path, number)}: {len(fields)} column{'s' * (len(fields) != 1)}, expected {len(names)} "
                f"({', '.join(names)}): {delimiter.join(fields)[:120]!r}. Mend or remove the line."
            )
        else:
            yield number, dict(zip(names, fields, strict=True))


def _fields(path: Path, *, quoted: bool, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    if not quoted:
        for number, line in lines(path):
            yield number, line.split(delimiter)
        return
    reader = csv.reader(read_text(path).splitlines(keepends=True), delimiter=delimiter, strict=True)
    start = 1
    try:
        for fields in reader:
            yield start, fields
            start = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"{at(path, start)}: {error}. Check the quote marks of this row.") from None


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of every line of a JSON-lines file. Raises UserError at a line that is no object."""
    for number, line in lines(path):
        yield number, parse_json_object(line, at(path, number))


def read_json(path: Path) -> Any:
    """The value of a JSON file. Raises UserError with line and column where it is not JSON."""
    text = read_text(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{at(path, error.lineno)}:{error.colno}: not JSON: {error.msg}. Is the file cut?") from None


def parse_json_object(text: str, where: str) -> dict[str, Any]:
    """The JSON object in `text`; `where` opens the error's message."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{where}: not JSON at column {error.colno}: {error.msg}: {text[:80]!r}") from None
    if not isinstance(value, dict):
        raise UserError(f"{where}: expected a JSON object, got {type(value).__name__}: {text[:80]!r}")
    return value


def sha256(path: Path) -> str:
    """The SHA-256 of the file's bytes as they are stored, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_bytes(path: Path, content: bytes) -> None:
    """Write `path` whole or not at all: to a neighbour first, then one rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, value: object, *, indent: int | None = 1) -> None:
    """Write `value` as JSON, atomically. NaN is refused: it is not JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    write_bytes(path, (text + "\n").encode())
