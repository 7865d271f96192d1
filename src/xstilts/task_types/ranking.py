"""Ranks one pool of candidates for every query by sentence vectors: LAReQA's answers, Mewsli-X's entities."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics import mining
from xstilts.metrics.metric import Items, Metric
from xstilts.metrics.ranking import average_precision
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec, pool_head
from xstilts.task_types import tokens
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolEntry:
    """A query in `language`, or a candidate of the pool that this language's queries are ranked on.

    A query has the ids of its `relevant` candidates. A candidate of a mixed pool may be in any language; `context` is
    what is read beside its text, such as the paragraph around a sentence. A `foreign` candidate is another language's
    own, here for the pool alone.
    """

    id: str
    language: str
    text: str
    context: str | None = None
    relevant: tuple[str, ...] = ()
    candidate: bool = False
    foreign: bool = False


@dataclass(frozen=True, kw_only=True)
class PoolRanking:
    """Compares vectors by cosine; the best `depth` candidates of a query count.

    `layer`, `pooling` and `special_tokens` say which vectors, as in sentence retrieval; `context` says whether a
    candidate is read with its context beside it.
    """

    layer: int | None = None
    pooling: Literal["mean", "first", "max"] = "mean"
    special_tokens: bool = True
    depth: int = 20
    context: bool = True

    trainable: ClassVar[bool] = False
    labelled: ClassVar[bool] = True

    @property
    def head(self) -> HeadSpec:
        """One vector a row, without weights of its own."""
        return pool_head(pooling=self.pooling, special_tokens=self.special_tokens, layer=self.layer)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """`map20`: mean average precision, cut at `depth`; with one right candidate it is the reciprocal rank."""
        return (Metric(name=f"map{self.depth}", smallest_effect=2.0),)

    def check(self, example: PoolEntry) -> str | None:
        """Why the entry cannot be used: an empty text, or a query without a right candidate."""
        if not example.text.strip():
            return "empty text. Queries and candidates need one."
        if not example.candidate and not example.relevant:
            return f"query {example.id!r} has no right candidate in the pool"
        return None

    def gold(self, example: PoolEntry) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: PoolEntry) -> tuple[str, ...]:
        """The text, of a foreign candidate nothing: its own language tells it."""
        return () if example.foreign else (example.text,)

    def encode(self, examples: Sequence[PoolEntry], tokenizer: Any, max_length: int) -> Encoded:
        """One row an entry: queries alone, candidates with their context, which is cut first."""
        if not examples:
            return encoded([])
        texts = [example.text for example in examples]
        contexts = [example.context if self.context else None for example in examples]
        ids, types = tokens.with_contexts(tokenizer, texts, contexts, max_length=max_length)
        return encoded(ids, per_token=types)

    def decode(
        self, examples: Sequence[PoolEntry], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """For a query the ids of the nearest candidates, best first; for a candidate nothing."""
        queries, pool = ([i for i, e in enumerate(examples) if e.candidate == wanted] for wanted in (False, True))
        ranked: dict[int, list[str]] = {}
        if queries and pool:
            vectors = np.stack(outputs).astype(np.float32, copy=False)
            found = mining.neighbours(vectors[queries], vectors[pool], self.depth).key
            for query, keys in zip(queries, found, strict=True):
                ranked[query] = [examples[pool[key]].id for key in keys]
        return [
            Prediction(example.id, example.language, None if example.candidate else ranked.get(i, []))
            for i, example in enumerate(examples)
        ]

    def first(self, examples: Sequence[PoolEntry], count: int) -> list[int]:
        """The first `count` queries, their right candidates, and as many other candidates."""
        queries = [index for index, example in enumerate(examples) if not example.candidate][:count]
        wanted = {name for index in queries for name in examples[index].relevant}
        pool = [index for index, example in enumerate(examples) if example.candidate]
        right = [index for index in pool if examples[index].id in wanted]
        others = [index for index in pool if examples[index].id not in wanted][:count]
        return sorted([*queries, *right, *others])

    def guess(self, examples: Sequence[PoolEntry]) -> list[Prediction]:
        """The first candidates of the pool, for every query."""
        first = [example.id for example in examples if example.candidate][: self.depth]
        return [Prediction(e.id, e.language, None if e.candidate else first) for e in examples]

    def score(self, examples: Sequence[PoolEntry], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """The average precision of every query; candidates count nothing."""
        hits = np.zeros((len(examples), self.depth), bool)
        relevant = np.ones(len(examples), np.int64)
        for row, (example, prediction) in enumerate(pairs(examples, predictions)):
            if not example.candidate:
                right = [found in example.relevant for found in prediction.value[: self.depth]]
                hits[row, : len(right)] = right
                relevant[row] = len(example.relevant)
        asked = np.array([not example.candidate for example in examples], np.float64)
        return {self.metrics[0].name: Items(average_precision(hits, relevant, self.depth) * asked, asked)}

    def official(self, examples: Sequence[PoolEntry], predictions: Sequence[Prediction]) -> Any:
        """The ranked candidates of every query by its id."""
        return {e.id: p.value for e, p in pairs(examples, predictions) if not e.candidate}

    def official_gold(self, examples: Sequence[PoolEntry]) -> Any:
        """The right candidates of every query by its id."""
        return {example.id: list(example.relevant) for example in examples if not example.candidate}
