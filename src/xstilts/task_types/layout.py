"""File patterns of data sets: how `{language}`, `{code}`, `*` and `a + b` become files below a data folder."""

import glob
from collections.abc import Mapping
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError

Layout = Mapping[str, tuple[str, ...]]
"""The file patterns of every split."""

Codes = Mapping[str, str]
"""How files spell a language, where that is not XTREME's code."""


def filled(pattern: str, language: str, codes: Codes) -> str:
    """The pattern with its language filled in, or "" where it asks for a code and the language has none.

    >>> filled("tatoeba/{code}-eng.{code}", "de", {"de": "deu"})
    'tatoeba/deu-eng.deu'
    """
    if "{code}" in pattern and language not in codes:
        return ""
    return pattern.replace("{language}", language).replace("{code}", codes.get(language, ""))


def matches(data: Path, pattern: str, language: str, codes: Codes) -> tuple[Path, ...]:
    """The files of one pattern, side by side ones in order; () unless all are there.

    Raises UserError where the language has a file whose other side is missing.
    """
    parts = pattern.split(" + ")
    found = [_matches(data, filled(part, language, codes)) for part in parts]
    if all(found):
        return tuple(path for paths in found for path in paths)
    own = [paths[0] for part, paths in zip(parts, found, strict=True) if "{" in part and paths]
    if own:
        missing = next(filled(part, language, codes) for part, paths in zip(parts, found, strict=True) if not paths)
        raise UserError(
            f"{own[0]}: read side by side with {missing}, which is not in {data}. Add it or remove this one."
        )
    return ()


def _matches(data: Path, pattern: str) -> tuple[Path, ...]:
    if "*" not in pattern:
        path = files.find(data, pattern) if pattern else None
        return (path,) if path else ()
    # Not Path.glob, which passes over dangling links in silence.
    found = {data / name for suffix in files.COMPRESSIONS for name in glob.glob(f"{pattern}{suffix}", root_dir=data)}
    return tuple(sorted(found, key=lambda path: (path.name, path)))  # XTREME pools treebanks by file name
