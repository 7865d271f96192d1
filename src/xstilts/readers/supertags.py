"""Supertags: lexical categories that say how a word combines. Their sets have no end, so rare ones become one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers.tagged import TaggedReader
from xstilts.task_types.base import Repair
from xstilts.task_types.tagging import Tagged

RARE = "rare"
"""The tag that stands for every tag outside a task's set."""

LEAF = re.compile(r"<L (\S+) \S+ \S+ (\S+) \S+>")


@dataclass(frozen=True, kw_only=True)
class ErgReader:
    """Reads `token TAB lexical type` lines; a type counts by its first two parts, part of speech and complements."""

    known: tuple[str, ...]

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
        """Place and sentence; types outside the set are `rare` and counted."""
        for place, sentence in TaggedReader(forgive_blank_lines=True)(paths, language, split):
            if isinstance(sentence, Repair):
                yield place, sentence
                continue
            yield from _known(sentence, ["_".join(tag.split("_")[:2]) for tag in sentence.tags], self.known, place)


@dataclass(frozen=True, kw_only=True)
class CcgReader:
    """Reads CCGbank's AUTO files: a line `ID=...` and then a derivation on one line."""

    known: tuple[str, ...]

    def __call__(self, paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Tagged | Repair]]:
        """Place and sentence; categories outside the set are `rare` and counted."""
        for path in paths:
            name = ""
            for line, text in files.lines(path):
                if text.startswith("ID="):
                    name = text[3:].partition(" ")[0]
                    continue
                leaves = LEAF.findall(text)
                if not leaves or not name:
                    raise UserError(f"{at(path, line)}: expected a line `ID=...` and then a derivation: {text[:80]!r}")
                words, tags = tuple(word for _, word in leaves), [tag for tag, _ in leaves]
                sentence = Tagged(id=name, language=language, words=words, tags=tuple(tags))
                yield from _known(sentence, tags, self.known, at(path, line))
                name = ""


def _known(
    sentence: Tagged, tags: Sequence[str], known: Sequence[str], place: str
) -> Iterator[tuple[str, Tagged | Repair]]:
    """A repair for every tag outside the set, then the sentence."""
    found = tuple(tag if tag in known else RARE for tag in tags)
    yield from (
        (place, Repair("word with a tag outside the task's set: read as `rare`")) for tag in found if tag == RARE
    )
    yield place, Tagged(id=sentence.id, language=sentence.language, words=sentence.words, tags=found)
