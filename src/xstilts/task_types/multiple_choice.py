"""Chooses the right one of a few candidates: COPA, CommonsenseQA, HellaSwag. A row is all candidates of a question."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.metric import ACCURACY, Items, Metric
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.classification import most_likely
from xstilts.task_types.shuffling import dealt_out
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceQuestion:
    """A context (with the question, where there is one) and its candidates; `label` is the index of the right one."""

    id: str
    language: str
    context: str
    choices: tuple[str, ...]
    label: int


@dataclass(frozen=True, kw_only=True)
class MultipleChoice:
    """Scores each of `count` candidates beside the context; the highest is chosen.

    The head does not depend on `count`: what is learned on three candidates can be used on two.
    """

    count: int

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    @property
    def head(self) -> HeadSpec:
        """One score a candidate, from its sequence's first token."""
        return HeadSpec(kind="choice", outputs=1)

    def check(self, example: ChoiceQuestion) -> str | None:
        """Why the question cannot be used: an empty text, a candidate too many or too few, a label out of range."""
        if len(example.choices) != self.count:
            return f"{len(example.choices)} candidates, expected {self.count}: {', '.join(example.choices)[:80]!r}"
        if not example.context.strip() or not all(choice.strip() for choice in example.choices):
            return "empty text. Context and candidates need one: mend or remove the row."
        if not 0 <= example.label < self.count:
            return f"label {example.label}, expected 0 to {self.count - 1}"
        return None

    def gold(self, example: ChoiceQuestion) -> tuple[Hashable, ...]:
        """The index of the right candidate."""
        return (example.label,)

    def texts(self, example: ChoiceQuestion) -> tuple[str, ...]:
        """The context and every candidate."""
        return (example.context, *example.choices)

    def encode(self, examples: Sequence[ChoiceQuestion], tokenizer: Any, max_length: int) -> Encoded:
        """One row of `count` sequences an example, the longer text of a pair cut first; column `labels`."""
        labels = np.array([example.label for example in examples], np.int64)
        if not examples:
            return encoded([], sequences_per_row=self.count, per_row={"labels": labels})
        contexts = [example.context for example in examples for _ in example.choices]
        choices = [choice for example in examples for choice in example.choices]
        sequences, types = tokens.framed(tokenizer, contexts, choices, max_length=max_length)
        return encoded(sequences, sequences_per_row=self.count, per_row={"labels": labels}, per_token=types)

    def decode(
        self, examples: Sequence[ChoiceQuestion], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The index of the candidate with the highest score (the first of equals) and its softmax probability."""
        return [
            Prediction(example.id, example.language, best, sure)
            for example, best, sure in zip(examples, *most_likely(outputs), strict=True)
        ]

    def shuffled(self, examples: Sequence[ChoiceQuestion], rng: np.random.Generator) -> list[ChoiceQuestion]:
        """The examples with labels dealt out anew."""
        return dealt_out(examples, rng)

    def guess(self, examples: Sequence[ChoiceQuestion]) -> list[Prediction]:
        """The most frequent index, always."""
        ((most, _),) = Counter(example.label for example in examples).most_common(1)
        return [Prediction(example.id, example.language, most) for example in examples]

    def score(self, examples: Sequence[ChoiceQuestion], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """1 for every question whose right candidate was chosen."""
        right = [float(example.label == prediction.value) for example, prediction in pairs(examples, predictions)]
        return {"accuracy": Items(np.array(right, np.float64), np.ones(len(right)))}

    def official(self, examples: Sequence[ChoiceQuestion], predictions: Sequence[Prediction]) -> Any:
        """The predictions, in order."""
        return [prediction.value for _, prediction in pairs(examples, predictions)]

    def official_gold(self, examples: Sequence[ChoiceQuestion]) -> Any:
        """The indices of the right candidates, in order."""
        return [example.label for example in examples]
