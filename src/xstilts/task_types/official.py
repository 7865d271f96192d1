"""What a task type writes into the official files of a benchmark: predictions, and the labels that score them."""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from xstilts.task_types.task_type import Prediction, TaskType


@runtime_checkable
class Official(Protocol):
    """A task type that benchmarks have a file format for; what is written is what that format of `protocols` takes."""

    def official(self, examples: Sequence[Any], predictions: Sequence[Prediction]) -> Any:
        """All predictions of a language. Raises UserError where they are not of these examples, in their order."""
        ...

    def official_gold(self, examples: Sequence[Any]) -> Any:
        """What is right in a language, of all its examples."""
        ...


def official(kind: TaskType) -> Official:
    """The task type as one that has a format. Raises TypeError where it has none: no benchmark has such a task."""
    if not isinstance(kind, Official):
        raise TypeError(f"no official format for {type(kind).__name__}")
    return kind
