"""How far an encoder brings sentences and their translations together, layer by layer. Nothing is learned for it."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.metrics.metric import Items, Metric
from xstilts.metrics.parallel_text import MEASURES, measures
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import HeadSpec, pool_head
from xstilts.task_types.retrieval import Pair, SentenceRetrieval
from xstilts.task_types.task_type import Prediction, pairs

PRECISIONS = ("alignment_centred", "alignment_cosine", "alignment_margin")


def _metric(name: str) -> Metric:
    """What a measure means: shares of items are in points, the others are what they are in `metrics.similarity`."""
    if name in PRECISIONS:
        return Metric(name=name, smallest_effect=2.0)
    if name == "language_probe":  # the less a language can be told from another, the better; half is all the same
        return Metric(name=name, better="lower", ceiling=None)
    if name in ("cka", "anc"):
        return Metric(name=name, unit="of similarity", scale=1.0, ceiling=1.0, smallest_effect=0.02, digits=3)
    unit = "of distance" if name == "centroid_distance" else "of residual"
    return Metric(name=name, unit=unit, better="lower", scale=1.0, ceiling=0.0, smallest_effect=0.02, digits=3)


METRICS = tuple(map(_metric, MEASURES))


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """Measures of parallel text, each the mean over `layers` ("upper": from the middle up, "all", or numbers).

    Sentence vectors are the mean of the tokens that are not special, or the first token (`pooling`). The headline is
    `alignment_centred`: precision at 1 by cosine, both ways, after each language's mean is taken off, which is where
    what is left of a sentence is most neutral to its language (Libovicky, Rosa and Fraser 2020).
    """

    layers: str = "upper"
    pooling: Literal["mean", "first", "max"] = "mean"
    special_tokens: bool = False

    trainable: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = METRICS

    @property
    def head(self) -> HeadSpec:
        """A vector a row and layer, without weights of its own."""
        return pool_head(pooling=self.pooling, special_tokens=self.special_tokens, layers=self.layers)

    def check(self, example: Pair) -> str | None:
        """Why the pair cannot be used: an empty side."""
        return SentenceRetrieval().check(example)

    def gold(self, example: Pair) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: Pair) -> tuple[str, ...]:
        """Both sides."""
        return SentenceRetrieval().texts(example)

    def encode(self, examples: Sequence[Pair], tokenizer: Any, max_length: int) -> Encoded:
        """One row a sentence: first every text, then every translation."""
        return SentenceRetrieval().encode(examples, tokenizer, max_length)

    def decode(
        self, examples: Sequence[Pair], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """Every measure's value of the pair at each layer: {"cka": [x, y]}; None where it is not defined.

        `outputs` are (layers, width) a row. Raises UserError where a vector is not finite.
        """
        if not examples:
            return []
        vectors = np.stack(outputs).astype(np.float32, copy=False)  # (2 x items, layers, width)
        if not np.isfinite(vectors).all():
            bad = int(np.flatnonzero(~np.isfinite(vectors).all(axis=(1, 2)))[0]) % len(examples)
            raise UserError(f"example {examples[bad].id!r}: its vector is not finite: the model has diverged")
        texts, translations = vectors[: len(examples)], vectors[len(examples) :]
        by_layer = [measures(texts[:, layer], translations[:, layer]) for layer in range(vectors.shape[1])]
        return [
            Prediction(example.id, example.language, {name: _finite(by_layer, name, item) for name in MEASURES})
            for item, example in enumerate(examples)
        ]

    def guess(self, examples: Sequence[Pair]) -> list[Prediction]:
        """What vectors of no meaning give: one hit in all and nothing in common. How far languages lie apart hangs on
        more than meaning, so what would be no feat there is not known.
        """
        chance = {"cka": 0.0, "anc": 0.0, "procrustes_identity": 2.0, "procrustes_rotation": 2.0}
        chance |= dict.fromkeys(PRECISIONS, 1 / len(examples))
        value = {name: [chance.get(name)] for name in MEASURES}
        return [Prediction(example.id, example.language, value) for example in examples]

    def score(self, examples: Sequence[Pair], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """By pair the mean over layers; a pair of which a measure is not defined does not count for it."""
        values = [prediction.value for _, prediction in pairs(examples, predictions)]
        return {name: _items(values, name) for name in MEASURES}


def _finite(by_layer: Sequence[Mapping[str, NDArray[np.float64]]], name: str, item: int) -> list[float | None]:
    numbers = (float(layer[name][item]) for layer in by_layer)
    return [number if np.isfinite(number) else None for number in numbers]


def _items(values: Sequence[Mapping[str, Sequence[float | None]]], name: str) -> Items:
    """The mean over layers of every item."""
    by_layer = np.array([value[name] for value in values], np.float64)  # (items, layers), None becomes NaN
    known = np.asarray(np.isfinite(by_layer).all(axis=1))
    return Items(np.where(known, by_layer.mean(axis=1), 0.0), known.astype(np.float64))
