"""Requests to an assistant in xSID's files: what is wanted (the intent), and with what (slots)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from xstilts.base import files, numerals
from xstilts.base.errors import UserError, at
from xstilts.task_types.base import Repair
from xstilts.task_types.classification import Text
from xstilts.task_types.tagging import Tagged


class _Request(NamedTuple):
    line: int
    number: int
    notes: dict[str, str]
    words: list[str]
    slots: list[str]


def read_intents(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text]]:
    """Requests as they are written, with their intents."""
    for path in paths:
        for request in _requests(path):
            place, notes = at(path, request.line), request.notes
            yield place, Text(id=notes["id"], language=language, text=notes["text"], label=notes["intent"])


def read_slots(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
    """Requests by words, with a slot tag each; words that are nothing but space are left out and counted."""
    for path in paths:
        for request in _requests(path):
            place = at(path, request.line)
            kept = [pair for pair in zip(request.words, request.slots, strict=True) if pair[0].strip()]
            if not kept:
                raise UserError(f"{place}: a request of nothing but space. Mend or remove it.")
            yield from ((place, Repair("word of nothing but space: left out")) for _ in request.words[len(kept) :])
            words, tags = zip(*kept, strict=True)
            yield place, Tagged(id=request.notes["id"], language=language, words=words, tags=tags)


def _requests(path: Path) -> Iterator[_Request]:
    request = _Request(1, 1, {}, [], [])
    for line, text in files.lines(path):
        if text.startswith("#") and not request.words:
            key, value = (part.strip() for part in text[1:].partition("=")[::2])
            if request.notes.setdefault(key, value) != value:
                raise UserError(f"{at(path, line)}: `# {key}` comes twice in one request. Keep one.")
        elif text:
            fields = text.split("\t")
            if len(fields) != 4:
                raise UserError(f"{at(path, line)}: {len(fields)} columns, expected 4 (number, word, intent, slot)")
            if numerals.whole_number(fields[0]) != len(request.words) + 1:
                raise UserError(f"{at(path, line)}: word number {fields[0][:40]!r}, expected {len(request.words) + 1}")
            request.words.append(fields[1])
            request.slots.append(fields[3])
        elif request.words:
            yield _checked(request, path)
            request = _Request(line + 1, request.number + 1, {}, [], [])
    if request.words:
        yield _checked(request, path)


def _checked(request: _Request, path: Path) -> _Request:
    lacking = [name for name in ("text", "intent") if name not in request.notes]
    if lacking:
        raise UserError(f"{at(path, request.line)}: the request has no line `# {lacking[0]} = ...`")
    request.notes.setdefault("id", str(request.number))  # the English files, whose translations are numbered, have none
    return request
