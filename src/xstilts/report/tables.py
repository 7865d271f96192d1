"""Rows of results as text: CSV and JSON for machines with every digit, Markdown for people."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields

from xstilts.base.errors import pick
from xstilts.study.results import Row

COLUMNS = tuple(entry.name for entry in fields(Row))


def render(rows: Sequence[Row], form: str) -> str:
    """The rows as `csv`, `md` or `json` text, with a line end. Raises UserError for another form."""
    return pick(FORMS, form, "format")(rows)


def as_csv(rows: Sequence[Row]) -> str:
    """One line a row under a header; numbers with every digit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(asdict(row).values() for row in rows)
    return text.getvalue()


def as_json(rows: Sequence[Row]) -> str:
    """A list of objects, one a line."""
    lines = ",\n".join(json.dumps(asdict(row), ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]\n" if rows else "[]\n"


def as_markdown(rows: Sequence[Row]) -> str:
    """A table with padded columns, values in points with two decimals, keys cut to 12 characters."""
    cells = [[_cell(name, getattr(row, name)) for name in COLUMNS] for row in rows]
    table = [list(COLUMNS), *cells]
    widths = [max(len(line[column]) for line in table) for column in range(len(COLUMNS))]
    right = [name in ("seed", "value", "n") for name in COLUMNS]
    rule = [("-" * (width - 1) + ":") if number else "-" * width for width, number in zip(widths, right, strict=True)]
    return "".join(f"| {' | '.join(_padded(line, widths, right))} |\n" for line in [table[0], rule, *cells])


def _padded(line: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    return [
        text.rjust(width) if number else text.ljust(width)
        for text, width, number in zip(line, widths, right, strict=True)
    ]


def _cell(name: str, value: object) -> str:
    if name == "value":
        return f"{value:.2f}"
    text = str(value)[:12] if name == "key" else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


FORMS: Mapping[str, Callable[[Sequence[Row]], str]] = {"csv": as_csv, "md": as_markdown, "json": as_json}
