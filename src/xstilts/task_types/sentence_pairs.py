"""Texts that belong together, told from all others of a batch: what dual encoders and sentence encoders learn from.

Questions and the sentences that answer them (LAReQA), mentions and entities (Mewsli-X), sentences and what follows
from them (Gao et al. 2021), translations. The trained encoder's vectors are then compared as any others are.
"""

import hashlib
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics import mining
from xstilts.metrics.metric import ACCURACY, Items, Metric
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types import tokens
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class SentencePair:
    """A text and the one that belongs to it, read beside its `context` where it has one; `negatives` do not belong."""

    id: str
    language: str
    text: str
    second: str
    context: str | None = None
    negatives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SentencePairs:
    """Learns vectors in which the texts of a pair are near and all other texts of the batch are far.

    `loss`: `info_nce` chooses among the batch (with hard negatives: multiple negatives ranking), `symmetric` in both
    directions; `sigmoid` judges every pair alone (SigLIP). `temperature` is where it starts and, unless `learned`,
    stays. Every example has `negatives` hard negatives. `pooling` and `special_tokens` say which vectors, as in
    sentence retrieval; the trained checkpoint is a sentence encoder with them.
    """

    loss: Literal["info_nce", "sigmoid"] = "info_nce"
    symmetric: bool = True
    temperature: float = 0.05
    learned: bool = False
    negatives: int = 0
    pooling: Literal["mean", "first"] = "mean"
    special_tokens: bool = True

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    def __post_init__(self) -> None:
        """Refuse a temperature that divides by nothing and a number of negatives below 0."""
        if self.temperature < 0.01:
            raise ValueError(f"temperature: must be at least 0.01, not {self.temperature}")
        if self.negatives < 0:
            raise ValueError(f"negatives: must be 0 or more hard negatives an example, not {self.negatives}")

    @property
    def head(self) -> HeadSpec:
        """A vector for every text of a row, and a loss of all rows of a step."""
        names = ("loss", "symmetric", "temperature", "learned", "pooling", "special_tokens")
        return HeadSpec(kind="contrastive", settings=tuple((name, getattr(self, name)) for name in names))

    def check(self, example: SentencePair) -> str | None:
        """Why the pair cannot be used: an empty text, or another number of hard negatives than its type says."""
        if not all(text.strip() for text in self.texts(example)):
            return "empty text. Both texts and all hard negatives need one: mend or remove the row."
        if len(example.negatives) != self.negatives:
            return f"{len(example.negatives)} hard negatives, expected {self.negatives} in every row"
        return None

    def gold(self, example: SentencePair) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: SentencePair) -> tuple[str, ...]:
        """Both texts and the hard negatives."""
        return (example.text, example.second, *example.negatives)

    def encode(self, examples: Sequence[SentencePair], tokenizer: Any, max_length: int) -> Encoded:
        """One row of 2 + `negatives` sequences an example; column `texts` (rows, sequences) numbers equal ones alike.

        A second text with a context is a pair to the tokenizer, the longer of which is cut first.
        """
        per_row = 2 + self.negatives
        if not examples:
            return encoded([], sequences_per_row=per_row, per_row={"texts": np.zeros((0, per_row), np.int64)})
        texts = [text for example in examples for text in self.texts(example)]
        contexts = list(chain.from_iterable(_contexts(example) for example in examples))
        sequences, types = tokens.with_contexts(tokenizer, texts, contexts, max_length=max_length)
        names = np.array([_number(ids) for ids in sequences], np.int64).reshape(-1, per_row)
        return encoded(sequences, sequences_per_row=per_row, per_row={"texts": names}, per_token=types)

    def decode(
        self, examples: Sequence[SentencePair], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The id of the example whose second text is nearest to each first text."""
        if not examples:
            return []
        vectors = np.stack(outputs).astype(np.float32, copy=False)
        nearest = mining.neighbours(vectors[:, 0], vectors[:, 1]).key[:, 0]
        return [
            Prediction(example.id, example.language, examples[place].id)
            for example, place in zip(examples, nearest, strict=True)
        ]

    def guess(self, examples: Sequence[SentencePair]) -> list[Prediction]:
        """The first example's second text, for every text."""
        return [Prediction(example.id, example.language, examples[0].id) for example in examples]

    def score(self, examples: Sequence[SentencePair], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """1 for a text whose nearest second text reads as its own does."""
        second = {example.id: (example.second, example.context) for example in examples}
        right = [second[e.id] == second.get(p.value) for e, p in pairs(examples, predictions)]
        return {"accuracy": Items(np.array(right, np.float64), np.ones(len(right)))}


def _contexts(example: SentencePair) -> Iterator[str | None]:
    """What is read beside each text of an example: a context beside the second."""
    yield None
    yield example.context
    yield from (None for _ in example.negatives)


def _number(ids: Sequence[int]) -> int:
    """A number that only equal token ids share: 63 bits of a hash, so that it is the same in every process."""
    digest = hashlib.blake2b(np.asarray(ids, np.int32).tobytes(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
