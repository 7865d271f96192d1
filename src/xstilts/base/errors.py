"""Mistakes of the user, apart from bugs: one clear message, exit code 2, never a traceback."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class UserError(Exception):
    """Something that the person at the keyboard can mend.

    The message says where (file, line, key), what is wrong with the value shown, what would be right and
    what to do next. The command line prints it without a traceback and exits with code 2.
    """


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, or None when nothing comes near."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """A sentence that refuses `name` as a `kind`, suggests the nearest known name and lists what is known.

    >>> unknown("task", "xnil", ["xnli", "pawsx"])
    "no such task 'xnil'. Did you mean 'xnli'? Known: pawsx, xnli"
    """
    names = sorted(known)
    hint = nearest(name, names)
    suggestion = f" Did you mean {hint!r}?" if hint else ""
    return f"no such {kind} {name!r:.80}.{suggestion} Known: {', '.join(names) or 'none'}"


def at(path: Path | str, line: int | None = None) -> str:
    """The place `path:line` in the form that editors and terminals make clickable."""
    return f"{path}:{line}" if line is not None else str(path)


def pick(known: Mapping[str, T], name: str, kind: str) -> T:
    """`known[name]`, or a UserError that lists what there is."""
    if name not in known:
        raise UserError(unknown(kind, name, known))
    return known[name]
