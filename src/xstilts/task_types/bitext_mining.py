"""Finds which sentences of two piles are translations of each other (BUCC). Only a threshold is learned for it."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics import mining
from xstilts.metrics.metric import Items, Metric
from xstilts.metrics.mining import Vectors
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec, pool_head
from xstilts.task_types import tokens
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class MinedSentence:
    """A sentence of the pile in `language`, or of the English one beside it.

    `matches` are the ids of its translations, most often none; English sentences leave that to the others. `tuning`
    sentences belong to the development set that the threshold is chosen on, and are not scored.
    """

    id: str
    language: str
    text: str
    english: bool
    matches: tuple[str, ...] = ()
    tuning: bool = False


@dataclass(frozen=True, kw_only=True)
class BitextMining:
    """Mines pairs by ratio margin over `neighbours` on both sides, above a threshold.

    Vectors are those of sentence retrieval (`layer`, `pooling`, `special_tokens`). The threshold is the best one on the
    tuning sentences. Where there are none, sentences with even and with odd numbers choose it for each other, so that
    no sentence is judged by a threshold that its own gold helped to choose.
    """

    layer: int | None = None
    pooling: Literal["mean", "first", "max"] = "mean"
    special_tokens: bool = True
    neighbours: int = 4

    trainable: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = tuple(
        Metric(name=name, smallest_effect=2.0) for name in ("f1", "precision", "recall")
    )

    @property
    def head(self) -> HeadSpec:
        """One vector a row, without weights of its own."""
        return pool_head(pooling=self.pooling, special_tokens=self.special_tokens, layer=self.layer)

    def check(self, example: MinedSentence) -> str | None:
        """Why the sentence cannot be used: it is empty."""
        return None if example.text.strip() else "empty sentence. Mend or remove the line."

    def gold(self, example: MinedSentence) -> tuple[Hashable, ...]:
        """The translations of a sentence that is scored, None where it has none."""
        return () if example.english or example.tuning else example.matches or (None,)

    def texts(self, example: MinedSentence) -> tuple[str, ...]:
        """The sentence."""
        return (example.text,)

    def encode(self, examples: Sequence[MinedSentence], tokenizer: Any, max_length: int) -> Encoded:
        """One row a sentence."""
        if not examples:
            return encoded([])
        sequences, types = tokens.framed(tokenizer, [example.text for example in examples], max_length=max_length)
        return encoded(sequences, per_token=types)

    def decode(
        self, examples: Sequence[MinedSentence], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """For each sentence that is not English its best pair, {"target": id, "margin": number}, and None where there
        is none; None for English ones. Which pairs are good enough is for the threshold, which gold chooses.
        """
        mined = self._candidates(examples, outputs, tuning=True) | self._candidates(examples, outputs, tuning=False)
        return [Prediction(example.id, example.language, mined.get(row)) for row, example in enumerate(examples)]

    def _candidates(
        self, examples: Sequence[MinedSentence], outputs: Sequence[NDArray[np.float32]], *, tuning: bool
    ) -> dict[int, dict[str, str | float]]:
        """All pairs of a set, by the place of the sentence that is not English.

        A text that comes twice is in none: which sentence is meant is unknown.
        """
        own = [index for index, example in enumerate(examples) if example.tuning == tuning]
        sources, targets = (
            _distinct(examples, [i for i in own if examples[i].english == side]) for side in (False, True)
        )
        if not sources or not targets:
            return {}
        found = mining.mine(_stacked(outputs, sources), _stacked(outputs, targets), self.neighbours)
        times = Counter((examples[index].text, examples[index].english) for index in own)
        candidates: dict[int, dict[str, str | float]] = {}
        for source, target, margin in zip(found.source, found.target, found.score, strict=True):
            ends = examples[sources[source]], examples[targets[target]]
            if all(times[end.text, end.english] == 1 for end in ends):
                candidates[sources[source]] = {"target": ends[1].id, "margin": float(margin)}
        return candidates

    def chosen(self, examples: Sequence[MinedSentence], predictions: Sequence[Prediction]) -> list[str | None]:
        """For each sentence that is scored the id of its translation, where the threshold leaves one; else None."""
        every = [
            _Candidate(row, example.tuning, prediction.value["target"], prediction.value["margin"])
            for row, (example, prediction) in enumerate(pairs(examples, predictions))
            if prediction.value is not None
        ]
        tuning, mined = ([entry for entry in every if entry.tuning == part] for part in (True, False))
        halves = [[entry for entry in mined if entry.row % 2 == parity] for parity in (0, 1)]
        partner: dict[int, str] = {}
        for own, other in zip(halves, reversed(halves), strict=True):
            bound = _threshold(tuning or other, examples)
            partner |= {entry.row: entry.target for entry in own if entry.margin >= bound}
        return [partner.get(row) for row in range(len(examples))]

    def first(self, examples: Sequence[MinedSentence], count: int) -> list[int]:
        """Up to `count` sentences of either side and of either set, half of them with their translations."""
        kept: set[int] = set()
        places = {example.id: index for index, example in enumerate(examples) if example.english}
        gold = {partner for example in examples for partner in example.matches}
        for tuning in (False, True):
            own = [index for index, example in enumerate(examples) if example.tuning == tuning]
            paired = [index for index in own if examples[index].matches][: -(-count // 2)]
            partners = [places[partner] for index in paired for partner in examples[index].matches][:count]
            alone = [index for index in own if not examples[index].matches and examples[index].id not in gold]
            for side, chosen in ((False, paired), (True, partners)):
                others = [index for index in alone if examples[index].english == side]
                kept |= {*chosen, *others[: count - len(chosen)]}
        return sorted(kept)

    def guess(self, examples: Sequence[MinedSentence]) -> list[Prediction]:
        """No pair at all: most sentences have none."""
        return [Prediction(example.id, example.language, None) for example in examples]

    def score(self, examples: Sequence[MinedSentence], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """By sentence that is neither English nor for tuning: right pairs, predicted ones and gold ones."""
        counts = np.zeros((len(examples), 3))
        for row, (example, target) in enumerate(zip(examples, self.chosen(examples, predictions), strict=True)):
            if not example.tuning and not example.english:
                counts[row] = target in example.matches, target is not None, len(example.matches)
        right, kept, gold = counts.T
        return {"f1": Items(2 * right, kept + gold), "precision": Items(right, kept), "recall": Items(right, gold)}

    def official(self, examples: Sequence[MinedSentence], predictions: Sequence[Prediction]) -> Any:
        """The mined pairs of ids of the sentences that are scored."""
        mined = zip(examples, self.chosen(examples, predictions), strict=True)
        return [(example.id, target) for example, target in mined if target is not None]

    def official_gold(self, examples: Sequence[MinedSentence]) -> Any:
        """The gold pairs of ids of the sentences that are scored."""
        return [(example.id, other) for example in examples if not example.tuning for other in example.matches]


class _Candidate(NamedTuple):
    """A pair before the threshold: the place of the sentence that is not English, and the id of the English one."""

    row: int
    tuning: bool
    target: str
    margin: float


def _distinct(examples: Sequence[MinedSentence], indices: Sequence[int]) -> list[int]:
    """The first index of every distinct text."""
    first: dict[str, int] = {}
    for index in indices:
        first.setdefault(examples[index].text, index)
    return list(first.values())


def _stacked(outputs: Sequence[NDArray[np.float32]], indices: Sequence[int]) -> Vectors:
    return np.stack([outputs[index] for index in indices]).astype(np.float32, copy=False)


def _threshold(candidates: Sequence[_Candidate], examples: Sequence[MinedSentence]) -> float:
    """The best threshold on candidates that are all for tuning, or all of one half of the others.

    Some of the gold pairs of these sentences may not be among them.
    """
    if not candidates:
        return np.inf
    tuning, parity = candidates[0].tuning, candidates[0].row % 2
    gold = sum(
        len(example.matches)
        for row, example in enumerate(examples)
        if example.tuning == tuning and (tuning or row % 2 == parity)
    )
    margins = np.array([entry.margin for entry in candidates], np.float64)
    right = np.array([entry.target in examples[entry.row].matches for entry in candidates], bool)
    return mining.threshold(margins, right, gold)
