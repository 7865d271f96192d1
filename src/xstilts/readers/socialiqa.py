"""Social IQa's questions: JSON lines, and their labels in a file beside them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers.choices import text, whole
from xstilts.task_types.multiple_choice import ChoiceQuestion


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
    """Questions of one file, labels (1 to 3) of the other, line by line."""
    questions, labels = list(files.read_jsonl(paths[0])), list(files.lines(paths[1]))
    if len(questions) != len(labels):
        raise UserError(
            f"{paths[1]}: {len(labels)} labels, but {paths[0]} has {len(questions)} questions. Copy both again."
        )
    for (line, row), (label_line, label) in zip(questions, labels, strict=True):
        place = at(paths[0], line)
        yield (
            place,
            ChoiceQuestion(
                id=str(line - 1),
                language=language,
                context=f"{text(row, 'context', place)} {text(row, 'question', place)}",
                choices=tuple(text(row, f"answer{letter}", place) for letter in "ABC"),
                label=whole(label, "the label", at(paths[1], label_line), first=1),
            ),
        )
