"""Tables as text: fields apart by tabs as they are, or CSV with quotes, each row with its line."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base.errors import UserError, at
from xstilts.base.files import lines, read_text


def read_table(
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
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise UserError(f"{at(path, number)}: two columns are named {twice!r}. Rename or remove one.")
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
    # A CSV writer quotes \r and \n alone: other line ends of Unicode are text, so `splitlines` would cut fields.
    text = read_text(path)
    if "\r\r" in text:  # which the module takes for one line end
        place = at(path, text.count("\n", 0, text.index("\r\r")) + 1)
        raise UserError(f"{place}: two carriage returns (\\r) in a row. Lines end in \\n or \\r\\n: convert the file.")
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    start = 1
    try:
        for fields in reader:
            yield start, fields
            start = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"{at(path, start)}: {error}. Check the quote marks of this row.") from None
