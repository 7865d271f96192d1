"""One data set in several formats: which reader reads it is told by the suffix of its files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.task_types.hub import Reader


def by_suffix(readers: Mapping[str, Reader], otherwise: Reader) -> Reader:
    """A reader that leaves files with one of the suffixes to its reader, and all others to `otherwise`."""

    def read(paths: Sequence[Path], language: str, split: str) -> Iterable[tuple[str, Any]]:
        chosen = next((reader for suffix, reader in readers.items() if suffix in paths[0].suffixes), otherwise)
        return chosen(paths, language, split)

    return read
