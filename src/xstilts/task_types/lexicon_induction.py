"""Finds a word's translation among all words of a lexicon by the nearest vector: alignment below the sentence."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from xstilts.metrics.alignment import centred
from xstilts.metrics.lexicon_induction import lexicon_hits
from xstilts.metrics.metric import Items, Metric
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import WORD_EMBEDDINGS, HeadSpec, pool_head
from xstilts.task_types import tokens
from xstilts.task_types.task_type import Prediction, pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class LexiconEntry:
    """A word of the source language, mostly English, and all its translations in `language`. The id names the word."""

    id: str
    language: str
    word: str
    translations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LexiconInduction:
    """Compares word vectors by cosine, as they are and after each side's mean has been taken off.

    A word's vector is the mean of its pieces' input embeddings, or of what `layer` makes of the word by itself (0 and
    up). Candidates are the translations of all entries that are read together; any of a word's own is right.
    """

    layer: int = WORD_EMBEDDINGS

    trainable: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    metrics: ClassVar[tuple[Metric, ...]] = (
        Metric(name="accuracy", smallest_effect=2.0),
        Metric(name="accuracy_centred", smallest_effect=2.0),
        # Words that are spelt alike share their pieces and are found without any alignment.
        Metric(name="accuracy_spelt_apart", smallest_effect=2.0),
    )

    @property
    def head(self) -> HeadSpec:
        """The mean of a word's pieces, without weights of its own."""
        return pool_head(pooling="mean", special_tokens=False, layer=self.layer)

    def check(self, example: LexiconEntry) -> str | None:
        """Why the entry cannot be used: an empty word, or none to find."""
        if not example.translations or not all(word.strip() for word in (example.word, *example.translations)):
            return "an empty word or no translation. Mend or remove the line."
        return None

    def gold(self, example: LexiconEntry) -> tuple[Hashable, ...]:
        """Nothing: what is right is not given by labels that could be withheld."""
        return ()

    def texts(self, example: LexiconEntry) -> tuple[str, ...]:
        """The word and its translations."""
        return (example.word, *example.translations)

    def encode(self, examples: Sequence[LexiconEntry], tokenizer: Any, max_length: int) -> Encoded:
        """One row a word: first every entry's word, then every entry's translations."""
        if not examples:
            return encoded([])
        words = [example.word for example in examples] + [word for e in examples for word in e.translations]
        source = [*range(len(examples)), *(i for i, e in enumerate(examples) for _ in e.translations)]
        sequences, types = tokens.framed(tokenizer, words, max_length=max_length)
        return encoded(sequences, example=source, per_token=types)

    def decode(
        self, examples: Sequence[LexiconEntry], rows: Encoded, outputs: Sequence[NDArray[np.float32]]
    ) -> list[Prediction]:
        """For every word whether a translation is nearest: {"plain": 0 or 1, "centred": 0 or 1}."""
        if not examples:
            return []
        vectors = np.stack(outputs).astype(np.float32, copy=False)
        words, candidates = vectors[: len(examples)], vectors[len(examples) :]
        ends = np.cumsum([len(example.translations) for example in examples])
        right = [range(end - len(example.translations), end) for example, end in zip(examples, ends, strict=True)]
        plain = lexicon_hits(words, candidates, right)
        # A translation that several words share is one candidate of many rows; the mean is over rows.
        moved = lexicon_hits(centred(words), centred(candidates), right)
        return [
            Prediction(example.id, example.language, {"plain": int(a), "centred": int(b)})
            for example, a, b in zip(examples, plain, moved, strict=True)
        ]

    def guess(self, examples: Sequence[LexiconEntry]) -> list[Prediction]:
        """The first candidate for every word: right for the first entry and those that share its translation."""
        first = examples[0].translations[0]
        hits = [int(first in example.translations) for example in examples]
        return [
            Prediction(example.id, example.language, {"plain": hit, "centred": hit})
            for example, hit in zip(examples, hits, strict=True)
        ]

    def score(self, examples: Sequence[LexiconEntry], predictions: Sequence[Prediction]) -> dict[str, Items]:
        """1 for a word whose nearest candidate translates it, else 0."""
        found = [
            (p.value["plain"], p.value["centred"], not _spelt_alike(example))
            for example, p in pairs(examples, predictions)
        ]
        plain, moved, apart = np.array(found, np.float64).reshape(-1, 3).T
        every = np.ones(len(found))
        return {
            "accuracy": Items(plain, every),
            "accuracy_centred": Items(moved, every),
            "accuracy_spelt_apart": Items(plain * apart, apart),
        }


def _spelt_alike(entry: LexiconEntry) -> bool:
    """Whether a translation is spelt as the word is, but for capitals."""
    return entry.word.casefold() in {word.casefold() for word in entry.translations}
