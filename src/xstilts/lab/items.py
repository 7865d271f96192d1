"""Items: one exercise as meanings, before any language says it. Splits never share one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from random import Random
from typing import Literal
from zlib import crc32

from xstilts.base.errors import UserError
from xstilts.lab.events import Event, packed
from xstilts.lab.settings import LabSettings
from xstilts.lab.streams import stream
from xstilts.lab.worlds import World

Split = Literal["train", "dev", "test"]

SHARES: dict[str, range] = {"train": range(8), "dev": range(8, 9), "test": range(9, 10)}
"""The tenths of all meanings that belong to each split."""

PATIENCE = 2_000
"""Draws without anything new after which a world is held to have nothing more to say."""


@dataclass(frozen=True, slots=True)
class Item:
    """The events of one exercise, its label, and the phenomenon that it is about. Translations share the id."""

    clauses: tuple[Event, ...]
    label: str = ""
    phenomenon: str = ""
    id: str = ""


Draw = Callable[[World, Random], Item]
"""Draws one item of a task."""


def items(world: World, task: str, draw: Draw, split: Split) -> Iterator[Item]:
    """The items of a split, without end and in memory that does not grow while it trains.

    Whether an item belongs to a split is decided by what it says, so no item is in two of them. In dev and
    test no two items begin with the same meaning. Raises UserError where the world has
    nothing more to say.
    """
    if split == "train":
        drawing = _Drawing(world, task, draw, split)
        while True:
            yield drawing.next()
    shared = _shared(world, task, draw, split)
    for number in count():
        yield shared.item(number)


class _Drawing:
    """Draws the items of a split one by one."""

    def __init__(self, world: World, task: str, draw: Draw, split: Split) -> None:
        self._world, self._task, self._draw, self._split = world, task, draw, split
        self._rng = stream(world.settings.seed, "items", task, split)
        self._seen: set[bytes] = set()
        self._found: list[Item] = []
        self._number = 0

    def next(self) -> Item:
        """The next item. Raises UserError where there is none."""
        for _ in range(PATIENCE + 1):
            item = self._draw(self._world, self._rng)
            if self._fits(item):
                self._number += 1
                return replace(item, id=f"{self._split}-{self._number - 1}")
        raise UserError(_exhausted(self._world.settings, self._task, self._split, self._number))

    def item(self, number: int) -> Item:
        """The item of this number, all up to it being kept."""
        while len(self._found) <= number:
            self._found.append(self.next())
        return self._found[number]

    def _fits(self, item: Item) -> bool:
        if not belongs(item.clauses, self._split):
            return False
        if self._split == "train":
            return True
        meaning = packed(item.clauses[0])
        fresh = meaning not in self._seen
        self._seen.add(meaning)
        return fresh


@lru_cache(maxsize=32)
def _shared(world: World, task: str, draw: Draw, split: Split) -> _Drawing:
    """The items of dev or test for all languages: they say the same, and nine of ten draws are of other splits."""
    return _Drawing(world, task, draw, split)


def belongs(events: Sequence[Event], split: Split) -> bool:
    """Whether what the events say is of the split: every meaning is of exactly one."""
    return crc32(b"".join([packed(event) for event in events])) % 10 in SHARES[split]


def _exhausted(settings: LabSettings, task: str, split: str, number: int) -> str:
    return (
        f"lab.{split}: the world has too little to say for more than {number} {split} items of {task}. "
        f"Ask for fewer, or raise nouns ({settings.nouns}), verbs ({settings.verbs}) or "
        f"adjectives ({settings.adjectives})."
    )
