"""A data set's copy on the Hugging Face Hub: which Parquet files of which commit, and how they are read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.task_types.layout import Layout

Reader = Callable[[Sequence[Path], str, str], Iterable[tuple[str, Any]]]
"""Reads the files of one language and split: (paths, language, split) -> (place as `file:line`, example or Repair)."""

FOLDER = "hub"
"""Where fetched copies lie in a data folder, each below its own id."""


@dataclass(frozen=True, kw_only=True)
class HubCopy:
    """The Parquet files of `dataset`, which `read` turns into the same examples as the original files.

    `files` gives the patterns of every split inside the repository, as a task's do. `revision` is the commit that
    they are those of; without one here, whoever fetches has to name it.
    """

    dataset: str
    files: Layout
    read: Reader
    revision: str = ""

    @property
    def layout(self) -> Layout:
        """The patterns of fetched files below a data folder."""
        root = f"{FOLDER}/{self.dataset}"
        return {split: tuple(f"{root}/{pattern}" for pattern in patterns) for split, patterns in self.files.items()}


def parts(folder: str, **splits: str) -> Layout:
    """The usual names of Parquet files: those of split `dev` in `folder`, written `validation`, and so on.

    >>> parts("mnli", dev="validation_matched")
    {'dev': ('mnli/validation_matched-*.parquet',)}
    """
    return {split: (f"{folder}/{own}-*.parquet",) for split, own in splits.items()}


def numbered(*labels: str) -> dict[str, str]:
    """What the numbers of a hub's copy stand for, where it numbers labels in this order.

    >>> numbered("entailment", "neutral")
    {'0': 'entailment', '1': 'neutral'}
    """
    return {str(number): label for number, label in enumerate(labels)}
