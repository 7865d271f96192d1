"""Edits of an example's texts, and what a task type tells of itself so that its labels survive them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

Stretch = tuple[int, int]
"""First character and the one after the last."""


class Replacement(NamedTuple):
    """Characters `start` to `end` (half-open) of the example's text number `part` become `text`."""

    part: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class EditableText:
    """A text that may be edited, and the stretches (words with tags, answers) whose place has to stay known.

    A replacement lies inside a stretch or outside of all of them; with `inside_only` inside of one, and brings no
    space with it.
    """

    text: str
    stretches: tuple[Stretch, ...] = ()
    inside_only: bool = False

    def allows(self, replacement: Replacement) -> bool:
        """Whether every stretch can still be found after the replacement."""
        if not self.stretches and not self.inside_only:
            return True
        start, end = replacement.start, replacement.end
        if self.inside_only and any(character.isspace() for character in replacement.text):
            return False
        inside = any(_inside(start, end, stretch) for stretch in self.stretches)
        return inside if self.inside_only else inside or all(end <= a or start >= b for a, b in self.stretches)


@runtime_checkable
class Editable(Protocol):
    """What a task type has whose examples can be perturbed. Examples are those of the task type."""

    def editable(self, example: Any) -> tuple[EditableText, ...]:
        """The texts that may be edited, with what has to be found again in them."""
        ...

    def edited(self, example: Any, replacements: Sequence[Replacement]) -> Any:
        """The example with its texts edited and its labels carried along. Replacements are allowed and do not meet."""
        ...

    def shown_label(self, example: Any) -> str:
        """The label of the whole example, for people; "" where it has none."""
        ...

    def flipped(self, example: Any) -> Any | None:
        """The example with the label that it gets when one of its texts comes to mean something else.

        None where that is not known: the task does not ask for equal meaning, or the texts differ already.
        """
        ...


def rewritten(text: str, replacements: Iterable[Replacement], part: int) -> str:
    """The text number `part` after its replacements, which do not meet.

    >>> rewritten("one two", [Replacement(0, 4, 7, "three"), Replacement(0, 0, 1, "O"), Replacement(1, 0, 1, "x")], 0)
    'One three'
    """
    pieces, last = [], 0
    for replacement in sorted(replacements):
        if replacement.part == part:
            pieces += [text[last : replacement.start], replacement.text]
            last = replacement.end
    return "".join([*pieces, text[last:]])


def moved(stretch: Stretch, replacements: Iterable[Replacement], part: int) -> Stretch:
    """Where a stretch of the text number `part` lies after its replacements, each inside or outside of it.

    >>> moved((4, 7), [Replacement(0, 0, 1, "Oh o"), Replacement(0, 5, 6, "hre"), Replacement(0, 7, 7, "!")], 0)
    (7, 12)
    """
    start, end = stretch
    own = [replacement for replacement in replacements if replacement.part == part]
    before = sum(_growth(r) for r in own if r.end <= start)
    until = sum(_growth(r) for r in own if r.start < end)
    return start + before, end + until


def _growth(replacement: Replacement) -> int:
    return len(replacement.text) - (replacement.end - replacement.start)


def _inside(start: int, end: int, stretch: Stretch) -> bool:
    """Whether characters lie inside the stretch; an insertion at its border lies outside."""
    return stretch[0] <= start and end <= stretch[1] and (start < end or stretch[0] < start < stretch[1])
