"""Labelled texts and pairs of texts in TSV and JSON-lines files, with the quirks of the published ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.task_types.base import Repair
from xstilts.task_types.classification import Text

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PairReader:
    """Reads `text`, `second` and `label` from the columns (or JSON fields) of these names.

    A first line that holds these names is a header; a file without one has `columns`. `labels` maps spellings of
    the file to the task's. `id` names a column whose values are unique; without one an example is named by its
    row, counted from 0, so that translations in files of equal order share their ids. `csv_quotes` undoes CSV
    quoting in files where it was applied to every text that holds a quote mark, as XTREME's scripts and PAWS-X do.
    """

    text: str
    label: str = "label"
    second: str | None = None
    id: str | None = None
    columns: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    csv_quotes: bool = False

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text | Repair]]:
        """Place and example of every row; names carry their file's where there are several files."""
        for path in paths:
            prefix = f"{files.stem(path)}/" if len(paths) > 1 else ""
            numbered = list(self._rows(path))
            if self.csv_quotes and _is_quoted(row[name] for _, row in numbered for name in self._texts()):
                yield at(path), Repair("file with CSV quotes around texts: quotes taken off")
                numbered = [(line, self._unquoted(row)) for line, row in numbered]
            for number, (line, row) in enumerate(numbered):
                name = str(row[self.id]) if self.id and self.id in row else str(number)
                yield at(path, line), self._example(row, f"{prefix}{name}", language)

    def _texts(self) -> tuple[str, ...]:
        return (self.text,) if self.second is None else (self.text, self.second)

    def _unquoted(self, row: Row) -> Row:
        return {**row, **{name: _unquote(row[name]) for name in self._texts()}}

    def _example(self, row: Row, name: str, language: str) -> Text:
        label = row[self.label].strip()
        return Text(
            id=name,
            language=language,
            text=row[self.text].strip(),
            second=None if self.second is None else row[self.second].strip(),
            label=self.labels.get(label, label),
        )

    def _rows(self, path: Path) -> Iterator[tuple[int, Row]]:
        needed = (*self._texts(), self.label)
        if ".jsonl" in path.suffixes:
            for line, row in files.read_jsonl(path):
                _check_fields(row, needed, at(path, line))
                yield line, row
            return
        first = next(files.lines(path), (1, ""))[1].split("\t")
        header = set(needed) <= set(first)
        if not header and not self.columns:
            lacking = ", ".join(name for name in needed if name not in first)
            raise UserError(f"{at(path, 1)}: the header has no column {lacking}. It has: {', '.join(first)}")
        yield from files.read_tsv(path, columns=None if header else self.columns)


def _check_fields(row: Row, needed: Sequence[str], place: str) -> None:
    for name in needed:
        if not isinstance(row.get(name), str):
            raise UserError(f"{place}: field {name!r} is {row.get(name)!r}, expected a text. Fields: {', '.join(row)}")


def _is_quoted(texts: Iterator[str]) -> bool:
    """Whether a CSV writer put quotes around every text that holds a quote mark, and doubled those inside."""
    held = [text for text in texts if '"' in text]
    return bool(held) and all(
        len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('""', "") for text in held
    )


def _unquote(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text
