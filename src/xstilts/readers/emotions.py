"""Lines of film subtitles with the numbers of their emotions: XED's files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import at
from xstilts.task_types.base import Repair
from xstilts.task_types.classification import Text

EMOTIONS = ("anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust")
"""What the numbers 1 to 8 stand for."""


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text | Repair]]:
    """Lines with one emotion, numbered from 1 in the files; others are left out and counted."""
    for line, row in files.lines(paths[0]):
        place = at(paths[0], line)
        text, _, labels = row.partition("\t")
        numbers = labels.replace(" ", "").split(",")
        if not text.strip() or not set(numbers) <= set("12345678"):
            yield place, Repair("line that is not a text and its emotions: left out", left_out=True)
        elif len(numbers) > 1:
            yield place, Repair("line with several emotions: left out", left_out=True)
        else:
            label = EMOTIONS[int(numbers[0]) - 1]
            yield place, Text(id=str(line - 1), language=language, text=text.strip(), label=label)
