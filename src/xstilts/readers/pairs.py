"""Labelled texts and pairs of texts in flat files, with the quirks of the published ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xstilts.base import files, numerals
from xstilts.base.errors import UserError, at
from xstilts.readers import rows
from xstilts.readers.rows import Row
from xstilts.task_types.base import Repair
from xstilts.task_types.classification import Text


@dataclass(frozen=True, kw_only=True)
class PairReader:
    """Reads `text`, `second` and `label` from the columns (or fields) of these names, as `readers.rows` does.

    A file without a header has `columns`. `labels` maps spellings of the file to the task's; a `score` is a label
    that is a number. Rows with a label in `unlabelled` are left out and counted, and so are rows with an empty text
    in `dirty` splits. `id` names a column whose values are unique; without one an example is named by its row,
    counted from 0, so that translations in files of equal order share their ids. `in_language` names the column that
    says a row's language, where one file holds several: rows of others are left to them. `csv_quotes` undoes CSV
    quoting in files where it was applied to every text that holds a quote mark, as XTREME's scripts and PAWS-X do;
    `delimiter` stands between the fields of a `.csv` file.
    """

    text: str
    label: str = "label"
    second: str | None = None
    id: str | None = None
    columns: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    unlabelled: tuple[str, ...] = ()
    score: bool = False
    in_language: str | None = None
    dirty: tuple[str, ...] = ()
    csv_quotes: bool = False
    delimiter: str = ""

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text | Repair]]:
        """Place and example of every row; numbers carry their file's name where there are several files."""
        for path in paths:
            prefix = f"{files.stem(path)}/" if len(paths) > 1 else ""
            found = rows.read(path, needed=self._needed(), columns=self.columns, delimiter=self.delimiter)
            numbered = [(place, _checked(row, self._texts(), place)) for place, row in found]
            if self.csv_quotes and _is_quoted(row[name] for _, row in numbered for name in self._texts()):
                yield at(path), Repair("file with CSV quotes around texts: quotes taken off")
                numbered = [(place, self._unquoted(row)) for place, row in numbered]
            named = self.id if numbered and self.id in numbered[0][1] else None
            for number, (place, row) in enumerate(numbered):
                name = f"{prefix}{number}" if named is None else rows.name_of(row, named, place)
                yield place, self._entry(row, name, language, place, dirty=split in self.dirty)

    def _texts(self) -> tuple[str, ...]:
        return (self.text,) if self.second is None else (self.text, self.second)

    def _needed(self) -> tuple[str, ...]:
        more = () if self.in_language is None else (self.in_language,)
        return (*self._texts(), self.label, *more)

    def _unquoted(self, row: Row) -> Row:
        return {**row, **{name: _unquote(row[name]) for name in self._texts()}}

    def _entry(self, row: Row, name: str, language: str, place: str, *, dirty: bool) -> Text | Repair:
        if self.in_language is not None and row[self.in_language] != language:
            return Repair("row of another language: left to that one", left_out=True)
        label = _written(row[self.label], self.label, place)
        if label in self.unlabelled:
            return Repair("row without a label that annotators agreed on: left out", left_out=True)
        if dirty and not all(row[text].strip() for text in self._texts()):
            return Repair("row with an empty text: left out", left_out=True)
        return Text(
            id=name,
            language=language,
            text=row[self.text].strip(),
            second=None if self.second is None else row[self.second].strip(),
            label=_number(label, place) if self.score else self.labels.get(label, label),
        )


def _checked(row: Row, names: Sequence[str], place: str) -> Row:
    for name in names:
        if not isinstance(row[name], str):
            raise UserError(f"{place}: field {name!r} is {row[name]!r}, expected a text. Fields: {', '.join(row)}")
    return row


def _written(label: object, name: str, place: str) -> str:
    """A label as text. Raises UserError where it is neither text nor a number."""
    if isinstance(label, bool) or not isinstance(label, str | int | float):
        raise UserError(f"{place}: field {name!r} is {label!r:.80}, expected a text or a number")
    return str(label).strip()


def _number(label: str, place: str) -> float:
    number = numerals.decimal_number(label)
    if number is None:
        raise UserError(f"{place}: score {label!r:.80} is no number, such as 3.25")
    return number


def _is_quoted(texts: Iterator[str]) -> bool:
    """Whether a CSV writer put quotes around every text that holds a quote mark, and doubled those inside."""
    held = [text for text in texts if '"' in text]
    return bool(held) and all(
        len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('""', "") for text in held
    )


def _unquote(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text
