"""The protocol that all behaviour of a kind of task stands behind.

A task type knows how examples become rows of tokens, which head learns them, how the head's outputs become
predictions and how predictions are scored. It needs no torch: heads and losses are in `models.heads`.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.metrics.metric import Items, Metric
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import HeadSpec


class Prediction(NamedTuple):
    """What a model says of one example. `value` is plain JSON; `confidence` its probability where there is one."""

    id: str
    language: str
    value: Any
    confidence: float | None = None


class TaskType(Protocol):
    """All behaviour of one kind of task: a frozen dataclass whose fields are the task's options.

    Examples are its own frozen dataclass. All have an `id`, which an example's translations share where there are
    any, and a `language`. What never depends on an option, such as `trainable`, is a ClassVar.
    """

    @property
    def head(self) -> HeadSpec:
        """The head that models.heads builds for it, with the names of its outputs where they have any."""
        ...

    @property
    def trainable(self) -> bool:
        """Whether examples carry something to learn; others measure an encoder as it is (retrieval)."""
        ...

    @property
    def labelled(self) -> bool:
        """Whether examples have labels, which zero-shot transfer keeps apart by language and split. Plain text has
        none.
        """
        ...

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that `score` returns, in that order."""
        ...

    def check(self, example: Any) -> str | None:
        """What is wrong with the example (an unknown label, an empty text), with the value; None if nothing is."""
        ...

    def gold(self, example: Any) -> tuple[Hashable, ...]:
        """What is right of it, by which a reader sees whether labels were withheld: a label, the tags of its words.

        () where there is nothing to compare, as in plain text.
        """
        ...

    def texts(self, example: Any) -> tuple[str, ...]:
        """Every text of the example, for overlap checks and for training tokenizers."""
        ...

    def encode(self, examples: Sequence[Any], tokenizer: Any, max_length: int) -> Encoded:
        """Rows of tokens with targets. `tokenizer` is a transformers fast tokenizer."""
        ...

    def decode(
        self, examples: Sequence[Any], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """One prediction an example, in order. `outputs` holds the head's output for every row."""
        ...

    def guess(self, examples: Sequence[Any]) -> list[Prediction] | None:
        """What someone would predict who knows how often every answer comes and cannot read: the bar for learning.

        None where examples do not tell what guessing would give.
        """
        ...

    def score(self, examples: Sequence[Any], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """Every metric on every example. Examples and predictions are of one language, in the same order."""
        ...


def pairs(examples: Sequence[Any], predictions: Sequence[Prediction]) -> Iterator[tuple[Any, Prediction]]:
    """Each example with its prediction. Raises UserError where they are not the same items in the same order."""
    if len(examples) != len(predictions):
        raise UserError(f"{len(predictions)} predictions for {len(examples)} examples. Every example needs one.")
    for number, (example, prediction) in enumerate(zip(examples, predictions, strict=True), start=1):
        if example.id != prediction.id:
            raise UserError(
                f"prediction {number} is of {prediction.id!r}, expected {example.id!r}: wrong order or data"
            )
        yield example, prediction
