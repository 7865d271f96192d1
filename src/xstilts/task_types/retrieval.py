"""Finds a sentence's translation among many by the nearest sentence vector. Nothing is learned for it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.metric import Items, Metric
from xstilts.metrics.mining import nearest
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec, pool_head
from xstilts.task_types import tokens
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A sentence in `language` and its English translation. The id names the sentence's line."""

    id: str
    language: str
    text: str
    translation: str


@dataclass(frozen=True, kw_only=True)
class SentenceRetrieval:
    """Compares sentence vectors by cosine, as they are and after each side's mean has been subtracted.

    `layer` is the encoder layer that the vectors come from (None: the last), `pooling` how a layer's tokens become
    one vector, `special_tokens` whether the mean counts them (XTREME's does). With direction "from_english" the
    English sentences are the queries and the other language is searched, as in XTREME.
    """

    layer: int | None = None
    pooling: Literal["mean", "first", "max"] = "mean"
    special_tokens: bool = True
    direction: Literal["from_english", "to_english"] = "from_english"

    trainable: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (
        Metric(name="accuracy", smallest_effect=2.0),
        Metric(name="accuracy_centred", smallest_effect=2.0),
    )

    @property
    def head(self) -> HeadSpec:
        """One vector a row, without weights of its own."""
        return pool_head(pooling=self.pooling, special_tokens=self.special_tokens, layer=self.layer)

    def check(self, example: Pair) -> str | None:
        """Why the pair cannot be used: an empty side."""
        if not example.text.strip() or not example.translation.strip():
            return "empty sentence. Both sides need one: mend the line in both files."
        return None

    def gold(self, example: Pair) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: Pair) -> tuple[str, ...]:
        """Both sides."""
        return (example.text, example.translation)

    def encode(self, examples: Sequence[Pair], tokenizer: Any, max_length: int) -> Encoded:
        """One row a sentence: first every text, then every translation."""
        if not examples:
            return encoded([])
        sentences = [example.text for example in examples] + [example.translation for example in examples]
        sequences, types = tokens.framed(tokenizer, sentences, max_length=max_length)
        return encoded(sequences, example=[*range(len(examples))] * 2, per_token=types)

    def decode(
        self, examples: Sequence[Pair], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """For every pair, the id of the candidate nearest to its query: {"plain": id, "centred": id}."""
        if not examples:
            return []
        vectors = np.stack(outputs).astype(np.float32, copy=False)
        texts, translations = vectors[: len(examples)], vectors[len(examples) :]
        queries, index = (translations, texts) if self.direction == "from_english" else (texts, translations)
        plain = nearest(queries, index)
        centred = nearest(queries - queries.mean(axis=0), index - index.mean(axis=0))
        return [
            Prediction(example.id, example.language, {"plain": examples[a].id, "centred": examples[b].id})
            for example, a, b in zip(examples, plain, centred, strict=True)
        ]

    def guess(self, examples: Sequence[Pair]) -> list[Prediction]:
        """The first candidate for every query: right once."""
        same = {"plain": examples[0].id, "centred": examples[0].id}
        return [Prediction(example.id, example.language, same) for example in examples]

    def score(self, examples: Sequence[Pair], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """1 for a query whose nearest candidate is its own translation, else 0."""
        found = [(p.value["plain"] == e.id, p.value["centred"] == e.id) for e, p in pairs(examples, predictions)]
        hits = np.array(found, dtype=np.float64).reshape(-1, 2)
        every = np.ones(len(hits))
        return {"accuracy": Items(hits[:, 0], every), "accuracy_centred": Items(hits[:, 1], every)}

    def official(self, examples: Sequence[Pair], predictions: Sequence[Prediction]) -> Any:
        """The line of the sentence found for every English one, which the benchmark sorts by code point."""
        line = {example.id: number for number, example in enumerate(examples)}
        return _in_order(examples, [line[p.value["plain"]] for _, p in pairs(examples, predictions)])

    def official_gold(self, examples: Sequence[Pair]) -> Any:
        """The line that each sentence stood in, in the benchmark's order."""
        return _in_order(examples, range(len(examples)))


def _in_order(examples: Sequence[Pair], lines: Sequence[int]) -> list[int]:
    """One line an example, in the order in which the benchmark has the English sentences: by code point."""
    order = sorted(range(len(examples)), key=lambda number: examples[number].translation)
    return [lines[number] for number in order]
