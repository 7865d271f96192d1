"""F1 over chunks of tags: entities in IOB notation, and the runs of equal tags that XTREME calls its POS score.

XTREME hands bare POS tags to seqeval, which takes a tag's first letter for a chunk mark (B, I, E, S, O). What comes
of that depends on seqeval's version: up to 0.0.13 every maximal run of one tag is a chunk, save that a tag that
begins with S is one chunk a token; XTREME's published numbers are those. From 0.0.18 on a tag loses its first letter,
so that SCONJ and CCONJ are one kind and X may vanish.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Tags = Sequence[str]
_OVER = frozenset("ES")
_OPEN = frozenset("BI")
_NONE = frozenset("O.")


class Chunk(NamedTuple):
    """Tokens `start` to `end` (half-open) of one kind."""

    kind: str
    start: int
    end: int


class SpanOverlap(NamedTuple):
    """Chunks that two taggings share, and how many each has; each (sentences,) int64."""

    right: NDArray[np.int64]
    predicted: NDArray[np.int64]
    gold: NDArray[np.int64]


class TagScore(NamedTuple):
    """Precision, recall and F1 in points from 0 to 100; 0 where nothing is predicted, or nothing is there."""

    precision: float
    recall: float
    f1: float


def chunks(sentences: Sequence[Tags]) -> list[set[Chunk]]:
    """The chunks that end in each sentence, as seqeval up to 0.0.13 and the CoNLL script see them.

    Tokens are numbered through the corpus, with one more after each sentence, for seqeval scans all sentences in one
    go. That shows only where tags are irregular: a chunk that is never opened begins where the last one did, which
    may be a sentence earlier.

    >>> [sorted(found) for found in chunks([["B-PER", "I-PER", "O", "I-LOC"], ["B-LOC"]])]
    [[Chunk(kind='LOC', start=3, end=4), Chunk(kind='PER', start=0, end=2)], [Chunk(kind='LOC', start=5, end=6)]]
    >>> sorted(chunks([["NOUN", "NOUN", "SYM", "SYM"]])[0])
    [Chunk(kind='NOUN', start=0, end=2), Chunk(kind='SYM', start=2, end=3), Chunk(kind='SYM', start=3, end=4)]
    """
    return _chunks(sentences, lambda tag: tag.rpartition("-")[2])


def chunks_today(sentences: Sequence[Tags]) -> list[set[Chunk]]:
    """The same as seqeval sees them from 0.0.18 on: a kind is what follows the first letter and the first hyphen."""
    return _chunks(sentences, lambda tag: tag[1:].split("-", 1)[-1] or "_")


def _chunks(sentences: Sequence[Tags], kind_of: Callable[[str], str]) -> list[set[Chunk]]:
    """Chunks by the sentence in which they end. One can begin unclosed or end unopened: marks are not always IOB."""
    found: list[set[Chunk]] = []
    start, position = 0, 0
    last_mark, last_kind = "O", ""
    for tags in sentences:
        own: set[Chunk] = set()
        # The O after each sentence closes what is open there, so that every chunk ends in one sentence.
        for tag in (*tags, "O"):
            mark, kind = tag[:1], kind_of(tag)
            if _ends(last_mark, mark, other_kind=kind != last_kind):
                own.add(Chunk(last_kind, start, position))
            if _begins(last_mark, mark, other_kind=kind != last_kind):
                start = position
            last_mark, last_kind = mark, kind
            position += 1
        found.append(own)
    return found


def _ends(last: str, mark: str, *, other_kind: bool) -> bool:
    closed = last in _OVER or (last in _OPEN and mark in ("B", "S", "O"))
    return closed or (other_kind and last not in _NONE)


def _begins(last: str, mark: str, *, other_kind: bool) -> bool:
    opened = mark in ("B", "S") or (mark in ("E", "I") and last in ("E", "S", "O"))
    return opened or (other_kind and mark not in _NONE)


def overlap(gold: Sequence[Tags], predicted: Sequence[Tags]) -> SpanOverlap:
    """Shared, predicted and gold chunks of every sentence.

    A sentence's share of F1 is 2 x right over predicted + gold: F1 of any set of sentences is the ratio of the sums.
    Raises ValueError where a sentence has another number of tags in the two.
    """
    return _overlap(gold, predicted, chunks)


def score(gold: Sequence[Tags], predicted: Sequence[Tags]) -> TagScore:
    """Precision, recall and F1 over all chunks: XTREME's official score of UDPOS and PAN-X."""
    return _score(_overlap(gold, predicted, chunks))


def score_today(gold: Sequence[Tags], predicted: Sequence[Tags]) -> TagScore:
    """The same by seqeval 0.0.18 or later: what an XTREME evaluator gives that was installed unpinned."""
    return _score(_overlap(gold, predicted, chunks_today))


def _overlap(
    gold: Sequence[Tags], predicted: Sequence[Tags], find: Callable[[Sequence[Tags]], list[set[Chunk]]]
) -> SpanOverlap:
    for number, (theirs, ours) in enumerate(zip(gold, predicted, strict=True), start=1):
        if len(theirs) != len(ours):
            raise ValueError(f"sentence {number} has {len(theirs)} gold tags and {len(ours)} predicted ones")
    counts = [
        (len(ours & theirs), len(ours), len(theirs)) for theirs, ours in zip(find(gold), find(predicted), strict=True)
    ]
    return SpanOverlap(*np.array(counts, np.int64).reshape(-1, 3).T)  # (sentences, 3), by column


def _score(units: SpanOverlap) -> TagScore:
    right, predicted, gold = (int(count.sum()) for count in units)
    return TagScore(
        precision=100 * right / predicted if predicted else 0.0,
        recall=100 * right / gold if gold else 0.0,
        f1=200 * right / (predicted + gold) if predicted + gold else 0.0,
    )
