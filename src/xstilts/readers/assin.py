"""Sentence pairs in ASSIN's XML: each with a label of entailment and a score of similarity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from xstilts.base import files, numerals
from xstilts.base.errors import UserError, at
from xstilts.task_types.classification import Text


@dataclass(frozen=True, kw_only=True)
class AssinReader:
    """Reads the label in a pair's attribute `label`: in lower case, or as a number where it is a `score`."""

    label: str
    score: bool = False

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text]]:
        """Place (the line on which a pair begins) and pair. Raises UserError where the XML is broken or lacks one."""
        for path in paths:
            for line, pair in _pairs(path):
                place = at(path, line)
                lacking = [name for name in ("id", self.label, "t", "h") if name not in pair]
                if lacking:
                    raise UserError(f"{place}: the pair has no {', '.join(lacking)}. It has: {', '.join(pair)}")
                yield (
                    place,
                    Text(
                        id=pair["id"],
                        language=language,
                        text=pair["t"].strip(),
                        second=pair["h"].strip(),
                        label=self._value(pair[self.label], place),
                    ),
                )

    def _value(self, written: str, place: str) -> str | float:
        if not self.score:
            return written.lower()
        number = numerals.decimal_number(written)
        if number is None:
            raise UserError(f"{place}: {self.label} is {written[:80]!r}, expected a number")
        return number


def _pairs(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """First line and attributes of every pair, its texts under `t` and `h`.

    Raises UserError for broken XML, entities of its own (they can grow without end) and a text that comes twice.
    """
    found: list[tuple[int, dict[str, str]]] = []
    inside: list[str] = []
    parser = expat.ParserCreate("utf-8")  # whatever the file says of itself: it has been read as UTF-8

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(name)
        if found and name in found[-1][1] and name in ("t", "h"):
            raise UserError(f"{at(path, parser.CurrentLineNumber)}: a second <{name}> in one pair. Keep one.")
        if name == "pair":
            found.append((parser.CurrentLineNumber, dict(attributes)))

    def text(part: str) -> None:
        if found and inside[-1] in ("t", "h"):
            pair = found[-1][1]
            pair[inside[-1]] = pair.get(inside[-1], "") + part

    def entity(*declared: object) -> None:
        raise UserError(f"{at(path, parser.CurrentLineNumber)}: declares an entity, which is not read. Write its text.")

    parser.EntityDeclHandler = entity
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: inside.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(files.read_text(path).encode(), True)
    except expat.ExpatError as error:
        raise UserError(
            f"{at(path, error.lineno)}: not XML: {expat.ErrorString(error.code)}. Is the file cut?"
        ) from None
    yield from found
