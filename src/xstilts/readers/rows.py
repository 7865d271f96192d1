"""Rows of flat tables, whatever they are stored in: TSV, CSV, JSON lines, a JSON list, or the hub's Parquet."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xstilts.base import files, numerals, tables
from xstilts.base.errors import UserError, at

Row = Mapping[str, Any]


def read(
    path: Path,
    *,
    needed: Sequence[str],
    columns: Sequence[str] = (),
    delimiter: str = "",
    others: Sequence[str] | None = None,
) -> Iterator[tuple[str, Row]]:
    """Place and row of every row that the file has; the suffix says how it is stored.

    `needed` fields are checked to be there; `a.b` is field `b` of the object in field `a`. A table whose first line
    has no `needed` names is read with `columns`. CSV quotes are undone in `.csv` files alone, whose fields are apart
    by `delimiter` (a comma unless said). Raises UserError with the place of a row that lacks a field, and where a
    table has a column that is neither needed nor among the `others` that it may have (None: any).
    """
    for number, (place, row) in enumerate(_stored(path, needed, columns, delimiter)):
        if number == 0 and others is not None and not _is_json(path) and path.suffix != ".parquet":
            _refuse_more(path, row, (*needed, *others))
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
    elif _is_json(path):
        yield from _json(path)
    else:
        yield from _table(path, needed, columns, delimiter)


def _is_json(path: Path) -> bool:
    return bool({".json", ".jsonl"} & set(path.suffixes))


def _refuse_more(path: Path, row: Row, known: Sequence[str]) -> None:
    if more := [name for name in row if name not in known]:
        raise UserError(
            f"{at(path, 1)}: a column more than these data have: {', '.join(map(repr, more))[:80]}. Known: "
            f"{', '.join(known)}. Is this another data set? Remove the column where it is not needed."
        )


def parquet(path: Path) -> Iterator[tuple[str, Row]]:
    """Place and row of a Parquet file, as the hub stores its copies. Raises UserError where it is damaged."""
    files.status(path)
    try:
        found = pq.read_table(path).to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:  # a ValueError: text that is not UTF-8
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise UserError(f"{path}: cannot be read as Parquet ({reason}). Fetch or copy it again.") from None
    for number, row in enumerate(found, start=1):
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
    first = files.read_text(path).partition("\n")[0].removesuffix("\r").split(between)
    header = set(needed) <= {name.strip('"') if quoted else name for name in first}
    if not header and not columns:
        lacking = ", ".join(name for name in needed if name not in first)
        raise UserError(f"{at(path, 1)}: the header has no column {lacking}. It has: {', '.join(first)}")
    table = tables.read_table(path, columns=None if header else columns, quoted=quoted, delimiter=between)
    yield from ((at(path, line), row) for line, row in table)


def text(row: object, name: str, place: str) -> str:
    """The text in a field, without white space around it. Raises UserError where there is none."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if not isinstance(value, str) or not value.strip():
        wrong = "an empty text" if isinstance(value, str) else f"{value!r:.80}"
        raise UserError(f"{place}: field {name!r} is {wrong}, expected a text{_fields_of(row)}")
    return value.strip()


def texts(row: object, name: str, place: str) -> tuple[str, ...]:
    """The texts in a field that is a list of them. Raises UserError where it is none."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise UserError(f"{place}: field {name!r} is {value!r:.80}, expected a list of texts{_fields_of(row)}")
    return tuple(value)


def _fields_of(row: object) -> str:
    return f". Fields: {', '.join(map(str, row))}" if isinstance(row, Mapping) else f" in {row!r:.80}"


def name_of(row: object, name: str, place: str) -> str:
    """The id in a field, a text or a whole number. Raises UserError where it is empty or something else."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise UserError(f"{place}: id {name!r} is {value!r:.80}, expected a text or a whole number, other in every row")
    return str(value)


def whole(value: object, what: str, place: str, *, first: int = 0, count: int | None = None) -> int:
    """The number in a value, counted from 0 where the file counts from `first`, below `count` where that is given.

    Raises UserError where it is none.
    """
    number = value if isinstance(value, int) else numerals.whole_number(str(value).strip())
    most = None if count is None else first + count - 1
    if number is None or isinstance(value, bool) or number < first or (most is not None and number > most):
        expected = f"a whole number from {first}" + ("" if most is None else f" to {most}")
        raise UserError(f"{place}: {what} is {value!r:.80}, expected {expected}")
    return number - first


def _flattened(row: Row, needed: Sequence[str]) -> Row:
    """The row with its inner fields under dotted names, too."""
    found = dict(row)
    for name in needed:
        value: Any = row
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        found[name] = value
    return found
