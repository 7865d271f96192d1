"""Which examples a smoke run keeps. Most stand alone; some mean something only together with others."""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from xstilts.task_types.task_type import TaskType


@runtime_checkable
class Belonging(Protocol):
    """A task type whose examples belong together: what a smoke run keeps has to make sense by itself."""

    def first(self, examples: Sequence[Any], count: int) -> list[int]:
        """The indices, in order, of about `count` examples of every kind that can be judged without the others."""
        ...


def first(kind: TaskType, examples: Sequence[Any], count: int | None) -> list[int]:
    """The indices of the examples that a smoke run of at most `count` keeps, in order; all for None."""
    if count is not None and isinstance(kind, Belonging):
        return kind.first(examples, count)
    return list(range(len(examples)))[:count]
