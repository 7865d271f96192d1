"""Plain text, one passage a line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import at
from xstilts.task_types.masked_lm import Passage


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Passage]]:
    """Place and passage of every line of every file. Ids are `folder/file/line`, from 0."""
    for path in paths:
        source = f"{path.parent.name}/{files.stem(path)}"
        for line, text in files.lines(path):
            yield at(path, line), Passage(id=f"{source}/{line - 1}", language=language, text=text.strip())
