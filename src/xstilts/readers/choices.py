"""Multiple-choice questions in flat files: one a row, in JSON lines or CSV, with named fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError, unknown
from xstilts.readers import rows
from xstilts.task_types.multiple_choice import ChoiceQuestion


@dataclass(frozen=True, kw_only=True)
class ChoiceReader:
    """Reads rows whose fields have these names.

    `context` fields are joined by a space, after `phrases` has put words for what a field's value stands for. `label`
    is the right candidate's number, counted from `first`. `others` are
    columns that a table has besides. Ids are the rows' numbers, from 0, so that translations in
    files of equal order share them.
    """

    context: tuple[str, ...]
    choices: tuple[str, ...]
    label: str = "label"
    first: int = 0
    phrases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    others: tuple[str, ...] = ("id",)

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
        """Place and question of every row; ids carry their file's name where there are several files."""
        for path in paths:
            prefix = f"{files.stem(path)}/" if len(paths) > 1 else ""
            needed = (*self.context, *self.choices, self.label)
            for number, (place, row) in enumerate(rows.read(path, needed=needed, others=self.others)):
                yield (
                    place,
                    ChoiceQuestion(
                        id=f"{prefix}{number}",
                        language=language,
                        context=" ".join(self._phrase(row, name, place) for name in self.context),
                        choices=tuple(rows.text(row, name, place) for name in self.choices),
                        label=rows.whole(
                            row.get(self.label),
                            f"field {self.label!r}",
                            place,
                            first=self.first,
                            count=len(self.choices),
                        ),
                    ),
                )

    def _phrase(self, row: Mapping[str, Any], name: str, place: str) -> str:
        value = rows.text(row, name, place)
        if name not in self.phrases:
            return value
        if value not in self.phrases[name]:
            raise UserError(f"{place}: {unknown(name, value, self.phrases[name])}")
        return self.phrases[name][value]
