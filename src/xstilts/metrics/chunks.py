"""F1 over chunks of tags: entities in IOB notation, and the runs of equal tags that XTREME calls its POS score.

XTREME hands bare POS tags to seqeval, which takes a tag's first letter for a chunk mark (B, I, E, S, O). What comes
of that depends on seqeval's version: up to 0.0.13 every maximal run of one tag is a chunk, save that a tag that
begins with S is one chunk a token; XTREME's published numbers are those. From 0.0.18 on a tag loses its first letter
and the scan runs on from sentence to sentence, so that SCONJ and CCONJ are one kind and X may vanish.
"""

from collections.abc import Iterator, Sequence
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


def chunks(tags: Tags) -> set[Chunk]:
    """The chunks of a sentence as seqeval up to 0.0.13 and the CoNLL script see them.

    >>> sorted(chunks(["B-PER", "I-PER", "O", "I-LOC"]))
    [Chunk(kind='LOC', start=3, end=4), Chunk(kind='PER', start=0, end=2)]
    >>> sorted(chunks(["NOUN", "NOUN", "SYM", "SYM"]))
    [Chunk(kind='NOUN', start=0, end=2), Chunk(kind='SYM', start=2, end=3), Chunk(kind='SYM', start=3, end=4)]
    """
    return set(_scan((tag[:1], tag.rpartition("-")[2]) for tag in (*tags, "O")))


def chunks_of_corpus_today(sentences: Sequence[Tags]) -> set[Chunk]:
    """The chunks of many sentences, numbered through, as seqeval sees them from 0.0.18 on."""
    flat = [tag for tags in sentences for tag in (*tags, "O")]
    return set(_scan((tag[:1], tag[1:].partition("-")[2] or tag[1:] or "_") for tag in (*flat, "O")))


def _scan(tokens: Iterator[tuple[str, str]]) -> Iterator[Chunk]:
    """Chunks of (mark, kind) tokens. A chunk can begin unclosed or close unopened: marks are not always IOB."""
    start, last_mark, last_kind = 0, "O", ""
    for position, (mark, kind) in enumerate(tokens):
        if _ends(last_mark, mark, other_kind=kind != last_kind):
            yield Chunk(last_kind, start, position)
        if _begins(last_mark, mark, other_kind=kind != last_kind):
            start = position
        last_mark, last_kind = mark, kind


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
    counts = np.zeros((3, len(gold)), np.int64)
    for index, (right, guess) in enumerate(zip(gold, predicted, strict=True)):
        _same_length(index, right, guess)
        ours, theirs = chunks(guess), chunks(right)
        counts[:, index] = len(ours & theirs), len(ours), len(theirs)
    return SpanOverlap(*counts)


def _same_length(index: int, gold: Tags, predicted: Tags) -> None:
    if len(gold) != len(predicted):
        raise ValueError(f"sentence {index + 1} has {len(gold)} gold tags and {len(predicted)} predicted ones")


def score(gold: Sequence[Tags], predicted: Sequence[Tags]) -> TagScore:
    """Precision, recall and F1 over all chunks: XTREME's official score of UDPOS and PAN-X."""
    return _score(*(int(count.sum()) for count in overlap(gold, predicted)))


def score_today(gold: Sequence[Tags], predicted: Sequence[Tags]) -> TagScore:
    """The same by seqeval 0.0.18 or later: what an XTREME evaluator gives that was installed unpinned."""
    for index, (right, guess) in enumerate(zip(gold, predicted, strict=True)):
        _same_length(index, right, guess)
    theirs, ours = chunks_of_corpus_today(gold), chunks_of_corpus_today(predicted)
    return _score(len(ours & theirs), len(ours), len(theirs))


def _score(right: int, predicted: int, gold: int) -> TagScore:
    return TagScore(
        precision=100 * right / predicted if predicted else 0.0,
        recall=100 * right / gold if gold else 0.0,
        f1=200 * right / (predicted + gold) if predicted + gold else 0.0,
    )
