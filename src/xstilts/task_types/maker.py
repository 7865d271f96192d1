"""What stands in for files where a task's examples are made, as in the lab."""

from collections.abc import Iterable
from typing import Any, Protocol


class Maker(Protocol):
    """Makes the examples of a task that has no files, such as those of the lab, from settings of its own."""

    @property
    def splits(self) -> tuple[str, ...]:
        """Every split that it makes."""
        ...

    def examples(self, language: str, split: str) -> Iterable[tuple[str, Any]]:
        """Place and example, in order, the same every time."""
        ...

    def fingerprint(self, language: str, split: str) -> str:
        """What stands for a file's checksum: equal for equal examples."""
        ...
