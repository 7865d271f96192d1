"""A score for a text or a pair of texts: semantic similarity (STS-B)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from xstilts.metrics.metric import Items, Metric
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.task_types.classification import Pooling, Text, encode_texts, pooling_settings
from xstilts.task_types.shuffling import dealt_out
from xstilts.task_types.task_type import Prediction, pairs

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Regression:
    """Predicts a number from `lowest` to `highest`, learned by squared error on the scale as it is.

    `pooling` says what a row is judged by, as in classification.
    """

    lowest: float = 0.0
    highest: float = 5.0
    pooling: Pooling = "first"

    trainable: ClassVar[bool] = True
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (Metric(name="pearson", guess=0.0), Metric(name="spearman", guess=0.0))

    @property
    def head(self) -> HeadSpec:
        """One number."""
        return HeadSpec(kind="regression", outputs=1, settings=pooling_settings(self.pooling))

    def check(self, example: Text) -> str | None:
        """Why the example cannot be used: an empty text, or a score off the scale."""
        if not example.text.strip() or (example.second is not None and not example.second.strip()):
            return "empty text. Every row needs its text: mend or remove the line."
        if not isinstance(example.label, float) or not self.lowest <= example.label <= self.highest:
            return f"score {example.label!r}, expected a number from {self.lowest:g} to {self.highest:g}"
        return None

    def gold(self, example: Text) -> tuple[Hashable, ...]:
        """The score."""
        return (example.label,)

    def texts(self, example: Text) -> tuple[str, ...]:
        """The text, or both."""
        return (example.text,) if example.second is None else (example.text, example.second)

    def encode(self, examples: Sequence[Text], tokenizer: Any, max_length: int) -> Encoded:
        """One row an example, the longer text of a pair cut first where both do not fit; column `labels`."""
        scores = np.array([float(example.label) for example in examples], dtype=np.float32)
        return encode_texts(examples, tokenizer, max_length, labels=scores)

    def decode(
        self, examples: Sequence[Text], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """The head's number; it may lie off the scale."""
        return [
            Prediction(example.id, example.language, float(output[0]))
            for example, output in zip(examples, outputs, strict=True)
        ]

    def shuffled(self, examples: Sequence[Text], rng: np.random.Generator) -> list[Text]:
        """The examples with scores dealt out anew."""
        return dealt_out(examples, rng)

    def guess(self, examples: Sequence[Text]) -> list[Prediction]:
        """The mean score, always: no correlation at all."""
        mean = float(np.mean([float(example.label) for example in examples]))
        return [Prediction(example.id, example.language, mean) for example in examples]

    def score(self, examples: Sequence[Text], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """Pearson's correlation, and Spearman's, which is Pearson's of the ranks (equals share theirs)."""
        found = [
            (float(example.label), float(prediction.value)) for example, prediction in pairs(examples, predictions)
        ]
        gold, said = np.array(found, np.float64).reshape(-1, 2).T
        ranks = correlation(rankdata(gold), rankdata(said))
        return {"pearson": correlation(gold, said), "spearman": ranks}


def correlation(x: Numbers, y: Numbers) -> Items:
    """Pearson's r of two (items,) arrays as one value an item, whose mean is r exactly; 0 where one is constant.

    r is no sum over items, but its influence function tells how far each item moves it: with standardised values u
    and v, item i has u v + r (1 - (u^2 + v^2) / 2). A bootstrap of the mean of these values has r's own spread to
    first order (the infinitesimal jackknife; Efron 1982, chapter 6).
    """
    ones = np.ones(len(x))
    if len(x) == 0 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Items(np.zeros(len(x)), ones)
    u, v = ((values - values.mean()) / values.std() for values in (x, y))
    r = float((u * v).mean())
    return Items(u * v + r * (1 - (u**2 + v**2) / 2), ones)
