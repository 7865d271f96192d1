"""The control of shuffled labels: the same texts and the same labels, but nothing that one tells of the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from xstilts.base.errors import UserError
from xstilts.task_types.task_type import TaskType


@runtime_checkable
class Shuffled(Protocol):
    """A task type whose labels can be dealt out anew."""

    def shuffled(self, examples: Sequence[Any], rng: np.random.Generator) -> list[Any]:
        """The examples, each with a label of another; how often each label comes stays."""
        ...


def shuffled(kind: TaskType, name: str, examples: Sequence[Any], rng: np.random.Generator) -> list[Any]:
    """The examples with labels dealt out anew. Raises UserError where a task has none to deal out."""
    if not isinstance(kind, Shuffled):
        raise UserError(
            f"{name}: labels: cannot be shuffled: {type(kind).__name__} has no labels that stand apart from the text. "
            "Take a task of classification, regression, choices or tags as this control."
        )
    return kind.shuffled(examples, rng)


def dealt_out(examples: Sequence[Any], rng: np.random.Generator, field: str = "label") -> list[Any]:
    """The examples with the values of a field permuted among them."""
    order = rng.permutation(len(examples))
    return [replace(e, **{field: getattr(examples[i], field)}) for e, i in zip(examples, order, strict=True)]
