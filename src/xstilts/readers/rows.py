"""Rows of flat tables, whatever they are stored in: TSV, CSV, JSON lines, a JSON list, or the hub's Parquet."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xstilts.base import files
from xstilts.base.errors import UserError, at

Row = Mapping[str, Any]


def read(
    path: Path, *, needed: Sequence[str], columns: Sequence[str] = (), delimiter: str = ""
) -> Iterator[tuple[str, Row]]:
    """Place and row of every row that the file has; the suffix says how it is stored.

    `needed` fields are checked to be there; `a.b` is field `b` of the object in field `a`. A table whose first line
    has no `needed` names is read with `columns`. CSV quotes are undone in `.csv` files alone, whose fields are apart
    by `delimiter` (a comma unless said). Raises UserError with the place of a row that lacks a field.
    """
    for place, row in _stored(path, needed, columns, delimiter):
        flat = row if all(name in row for name in needed) else _flattened(row, needed)
        for name in needed:
            if flat.get(name) is None:
                raise UserError(
                    f"{place}: field {name!r} is {flat.get(name)!r}, expected a text. Fields: {', '.join(row)}"
                )
        yield place, flat


def _stored(path: Path, needed: Sequence[str], columns: Sequence[str], delimiter: str) -> Iterator[tuple[str, Row]]:
    if path.suffix == ".parquet":
        yield from parquet(path)
    elif {".json", ".jsonl"} & set(path.suffixes):
        yield from _json(path)
    else:
        yield from _table(path, needed, columns, delimiter)


def parquet(path: Path) -> Iterator[tuple[str, Row]]:
    """Place and row of a Parquet file, as the hub stores its copies. Raises UserError where it is damaged."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: cannot be read as Parquet ({reason}). Fetch or copy it again.") from None
    for number, row in enumerate(table.to_pylist(), start=1):
        yield f"{path}:row {number}", row


def _json(path: Path) -> Iterator[tuple[str, Row]]:
    """Objects of JSON lines, or of one list (KLUE)."""
    if not files.read_text(path).lstrip().startswith("["):
        yield from ((at(path, line), row) for line, row in files.read_jsonl(path))
        return
    for number, row in enumerate(files.read_json(path)):
        if not isinstance(row, dict):
            raise UserError(f"{path}:[{number}]: expected a JSON object, got {type(row).__name__}: {str(row)[:80]!r}")
        yield f"{path}:[{number}]", row


def _table(path: Path, needed: Sequence[str], columns: Sequence[str], delimiter: str) -> Iterator[tuple[str, Row]]:
    quoted = ".csv" in path.suffixes
    between = delimiter or ("," if quoted else "\t")
    first = next(files.lines(path), (1, ""))[1].split(between)
    header = set(needed) <= {name.strip('"') if quoted else name for name in first}
    if not header and not columns:
        lacking = ", ".join(name for name in needed if name not in first)
        raise UserError(f"{at(path, 1)}: the header has no column {lacking}. It has: {', '.join(first)}")
    table = files.read_tsv(path, columns=None if header else columns, quoted=quoted, delimiter=between)
    yield from ((at(path, line), row) for line, row in table)


def _flattened(row: Row, needed: Sequence[str]) -> Row:
    """The row with its inner fields under dotted names, too."""
    found = dict(row)
    for name in needed:
        value: Any = row
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        found[name] = value
    return found
