"""One label for a text or a pair of texts: natural language inference, paraphrase, acceptability."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError, unknown
from xstilts.metrics.metric import ACCURACY, F1, Items, Metric
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.edits import EditableText, Replacement, rewritten
from xstilts.task_types.shuffling import dealt_out
from xstilts.task_types.task_type import Prediction, pairs

Pooling = Literal["first", "max"]
"""What a row is judged by: its first token, as is usual, or the largest value of each feature over all its tokens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text, or two, with a label. `label` is a number where a score is to be learned (regression)."""

    id: str
    language: str
    text: str
    second: str | None = None
    label: str | float


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Chooses one of `labels`; their order is the order of the head's outputs.

    With `positive`, the F1 of that label is a second metric. `pooling` says what a row is judged by: its first
    token, as is usual, or the largest value of each feature over all its tokens. `same` is the label of pairs that
    mean the same, where that is what the task asks: of two labels the other one is then that of different meanings.
    """

    labels: tuple[str, ...]
    positive: str | None = None
    same: str | None = None
    pooling: Pooling = "first"

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse a positive label that is no label, and one of equal meaning that does not have one other."""
        if self.positive is not None and self.positive not in self.labels:
            raise ValueError(f"positive: {unknown('label', self.positive, self.labels)}")
        if self.same is not None and (self.same not in self.labels or len(self.labels) != 2):
            raise ValueError(f"same: {self.same!r} is not one of two labels: {', '.join(self.labels)}")

    @property
    def head(self) -> HeadSpec:
        """A score for every label."""
        settings = pooling_settings(self.pooling)
        return HeadSpec(kind="sequence", outputs=len(self.labels), labels=self.labels, settings=settings)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Accuracy, and F1 where a positive label is declared."""
        return (ACCURACY,) if self.positive is None else (ACCURACY, F1)

    def check(self, example: Text) -> str | None:
        """Why the example cannot be used: an empty text or an unknown label."""
        if not example.text.strip() or (example.second is not None and not example.second.strip()):
            return "empty text. Every row needs its text: mend or remove the line."
        if example.label not in self.labels:
            return unknown("label", str(example.label), self.labels)
        return None

    def gold(self, example: Text) -> tuple[Hashable, ...]:
        """The label."""
        return (example.label,)

    def texts(self, example: Text) -> tuple[str, ...]:
        """The text, or both."""
        return (example.text,) if example.second is None else (example.text, example.second)

    def editable(self, example: Text) -> tuple[EditableText, ...]:
        """The text, or both, free to be edited anywhere."""
        return tuple(EditableText(text) for text in self.texts(example))

    def edited(self, example: Text, replacements: Sequence[Replacement]) -> Text:
        """The example with its texts edited and its label as it was."""
        second = example.second
        return replace(
            example,
            text=rewritten(example.text, replacements, 0),
            second=None if second is None else rewritten(second, replacements, 1),
        )

    def shown_label(self, example: Text) -> str:
        """The label."""
        return str(example.label)

    def flipped(self, example: Text) -> Text | None:
        """A pair of equal meaning as one of different meanings; None for any other example."""
        if self.same is None or example.label != self.same:
            return None
        (other,) = (label for label in self.labels if label != self.same)
        return replace(example, label=other)

    def encode(self, examples: Sequence[Text], tokenizer: Any, max_length: int) -> Encoded:
        """One row an example, the longer text of a pair cut first where both do not fit; column `labels`."""
        index = {label: i for i, label in enumerate(self.labels)}
        labels = np.array([index[str(example.label)] for example in examples], dtype=np.int64)
        return encode_texts(examples, tokenizer, max_length, labels=labels)

    def decode(
        self, examples: Sequence[Text], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The label with the highest score (the first of equals) and its softmax probability."""
        return [
            Prediction(example.id, example.language, self.labels[best], sure)
            for example, best, sure in zip(examples, *most_likely(outputs), strict=True)
        ]

    def shuffled(self, examples: Sequence[Text], rng: np.random.Generator) -> list[Text]:
        """The examples with labels dealt out anew."""
        return dealt_out(examples, rng)

    def guess(self, examples: Sequence[Text]) -> list[Prediction]:
        """The most frequent label, always."""
        ((most, _),) = Counter(example.label for example in examples).most_common(1)
        return [Prediction(example.id, example.language, most) for example in examples]

    def score(self, examples: Sequence[Text], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """Accuracy over all items; with a positive label its F1 = 2 x hits / (predicted + gold) as well."""
        gold = np.array([example.label for example, _ in pairs(examples, predictions)])
        said = np.array([prediction.value for prediction in predictions])
        right = (gold == said).astype(np.float64)
        scores = {"accuracy": Items(right, np.ones(len(right)))}
        if self.positive is not None:
            is_gold, is_said = gold == self.positive, said == self.positive
            both = is_gold.astype(np.float64) + is_said
            scores["f1"] = Items(2.0 * (is_gold & is_said), both)
        return scores

    def official(self, examples: Sequence[Text], predictions: Sequence[Prediction]) -> Any:
        """The predictions, in order."""
        return [prediction.value for _, prediction in pairs(examples, predictions)]

    def official_gold(self, examples: Sequence[Text]) -> Any:
        """The labels, in order."""
        return [example.label for example in examples]


def most_likely(outputs: Sequence[NDArray[np.float32]]) -> tuple[list[int], list[float]]:
    """Of the scores (choices,) of every row the place of the highest, the first of equals, and its softmax."""
    if not outputs:
        return [], []
    scores = np.stack(outputs).astype(np.float64)  # (rows, choices)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    best = scores.argmax(axis=1)
    sure = weights[np.arange(len(best)), best] / weights.sum(axis=1)
    return best.tolist(), sure.tolist()


def pooling_settings(pooling: Pooling) -> tuple[tuple[str, str], ...]:
    """The settings of a head that pools so: none where it is as usual."""
    return () if pooling == "first" else (("pooling", pooling),)


def encode_texts(examples: Sequence[Text], tokenizer: Any, max_length: int, *, labels: NDArray[np.generic]) -> Encoded:
    """One row an example, the longer text of a pair cut first where both do not fit; `labels` as a column."""
    if not examples:
        return encoded([], per_row={"labels": labels})
    texts = [example.text for example in examples]
    sequences, types = tokens.framed(tokenizer, texts, _seconds(examples), max_length=max_length)
    return encoded(sequences, per_row={"labels": labels}, per_token=types)


def _seconds(examples: Sequence[Text]) -> list[str] | None:
    """The second texts, or None where no example has one. Pairs and single texts do not mix."""
    seconds = [example.second for example in examples if example.second is not None]
    if seconds and len(seconds) < len(examples):
        odd = next(example for example in examples if example.second is None)
        raise UserError(f"example {odd.id!r} ({odd.language}) is a single text among pairs. Give all a second text.")
    return seconds or None
