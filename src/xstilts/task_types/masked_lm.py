"""Masked language modelling (MLM) on texts, and on a text beside its translation (TLM, Conneau and Lample 2019)."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.metric import Items, Metric
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.task_type import Prediction, pairs
from xstilts.task_types.tokens import Frame, Ids

NLL = Metric(name="nll", unit="nats", better="lower", scale=1.0, ceiling=0.0, smallest_effect=0.05, digits=3)
"""The mean loss of a hidden token, for which nothing better than 0 can be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A text to model. With a `translation` both are read as one sequence and each helps with the other's gaps."""

    id: str
    language: str
    text: str
    translation: str | None = None
    translation_language: str | None = None


@dataclass(frozen=True, kw_only=True)
class MaskedLM:
    """Hides `mask_rate` of the tokens and asks for them.

    With `reset_positions` the positions of a translation count from 0 again, so that word order is no hint of
    which side a token is on. The head hides the tokens: here they are whole.
    """

    mask_rate: float = 0.15
    reset_positions: bool = True

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = False
    metrics: ClassVar[tuple[Metric, ...]] = (NLL,)

    @property
    def head(self) -> HeadSpec:
        """The checkpoint's own language-model head."""
        return HeadSpec(kind="masked_lm", settings=(("mask_rate", self.mask_rate),))

    def check(self, example: Passage) -> str | None:
        """Why the passage cannot be used: an empty side."""
        if not example.text.strip() or (example.translation is not None and not example.translation.strip()):
            return "empty text. Remove the line, in both files where they are read together."
        return None

    def gold(self, example: Passage) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: Passage) -> tuple[str, ...]:
        """The text, and its translation where there is one."""
        return (example.text,) if example.translation is None else (example.text, example.translation)

    def encode(self, examples: Sequence[Passage], tokenizer: Any, max_length: int) -> Encoded:
        """One row a passage; a longer one is cut into several, and nothing of it is dropped.

        Column `positions` where translations start anew, `token_types` where the tokenizer makes them for pairs.
        """
        frame = tokens.frame(tokenizer)
        sides = [example.translation for example in examples if example.translation is not None]
        first = tokens.pieces(tokenizer, [example.text for example in examples])
        second = iter(tokens.pieces(tokenizer, sides))
        sequences: list[Ids] = []
        source: list[int] = []
        breaks: list[int] = []
        for i, (example, ids) in enumerate(zip(examples, first, strict=True)):
            other = next(second) if example.translation is not None else []
            for a, b in _cut(ids, other, max_length, frame):
                sequences.append(_framed(a, b, frame))
                source.append(i)
                # The first separator closes the text; the rest of the frame opens the translation.
                breaks.append(len(frame.before) + len(a) + 1 if a and b else 0)
        columns = {}
        if sides and self.reset_positions:
            columns["positions"] = [_positions(len(s), at) for s, at in zip(sequences, breaks, strict=True)]
        if sides and tokens.has_types(tokenizer):
            columns["token_types"] = [_types(len(s), at) for s, at in zip(sequences, breaks, strict=True)]
        return encoded(sequences, example=source, per_token=columns)

    def decode(
        self, examples: Sequence[Passage], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The mean loss in nats of a passage's hidden tokens and how many they were: {"nll": x, "tokens": n}."""
        sums = np.zeros((len(examples), 2))
        for i, output in zip(rows.example, outputs, strict=True):
            sums[i] += output
        return [
            Prediction(e.id, e.language, {"nll": float(loss / count) if count else 0.0, "tokens": int(count)})
            for e, (loss, count) in zip(examples, sums, strict=True)
        ]

    def guess(self, examples: Sequence[Passage]) -> None:
        """Not known: how likely tokens are without reading is not to be had from examples."""

    def score(self, examples: Sequence[Passage], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """`nll` in nats: a passage's loss, summed over its hidden tokens, over how many they are."""
        values = [prediction.value for _, prediction in pairs(examples, predictions)]
        count = np.array([value["tokens"] for value in values], dtype=np.float64)
        loss = np.array([value["nll"] for value in values], dtype=np.float64) * count
        return {"nll": Items(loss, count)}


def _framed(a: Ids, b: Ids, frame: Frame) -> Ids:
    """Both parts in their frame, or the one that there is."""
    if a and b:
        return [*frame.before, *a, *frame.between, *b, *frame.after]
    return [*frame.before, *a, *b, *frame.after]


def _cut(a: Ids, b: Ids, max_length: int, frame: Frame) -> Iterator[tuple[Ids, Ids]]:
    """The two sides in as few parts as fit, both cut at the same share of their length."""
    room = frame.room(max_length, pair=bool(b))
    parts = -(-(len(a) + len(b)) // room)
    while not all(len(left) + len(right) <= room for left, right in _parts(a, b, parts)):
        parts += 1
    return _parts(a, b, parts)


def _parts(a: Ids, b: Ids, parts: int) -> Iterator[tuple[Ids, Ids]]:
    for i in range(parts):
        here, there = (slice(len(side) * i // parts, len(side) * (i + 1) // parts) for side in (a, b))
        yield a[here], b[there]


def _positions(length: int, at: int) -> list[int]:
    """0, 1, 2 ... and from `at` on again 0, 1, 2 ..."""
    return [*range(at), *range(length - at)]


def _types(length: int, at: int) -> list[int]:
    """0 for the first part, 1 from `at` on."""
    return [0] * at + [1] * (length - at) if at else [0] * length
