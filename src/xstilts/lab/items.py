"""Items: one exercise as meanings, before any language says it. Splits never share one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    rng = stream(world.settings.seed, "items", task, split)
    seen: set[bytes] = set()
    number = misses = 0
    while True:
        item = draw(world, rng)
        fits = belongs(item.clauses, split)
        if split != "train" and fits:
            meaning = packed(item.clauses[0])
            fits = meaning not in seen
            seen.add(meaning)
        if fits:
            yield replace(item, id=f"{split}-{number}")
            number, misses = number + 1, 0
        else:
            misses += 1
            if misses > PATIENCE:
                raise UserError(_exhausted(world.settings, task, split, number))


def belongs(events: Sequence[Event], split: Split) -> bool:
    """Whether what the events say is of the split: every meaning is of exactly one."""
    return crc32(b"".join([packed(event) for event in events])) % 10 in SHARES[split]


def _exhausted(settings: LabSettings, task: str, split: str, number: int) -> str:
    return (
        f"lab.{split}: the world has too little to say for more than {number} {split} items of {task}. "
        f"Ask for fewer, or raise nouns ({settings.nouns}), verbs ({settings.verbs}) or "
        f"adjectives ({settings.adjectives})."
    )
