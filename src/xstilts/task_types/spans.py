"""From scores of tokens as starts and ends to the best spans of every question, for all rows at once."""

from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from xstilts.models.encoded import Encoded

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]

CHARACTER = regex.compile(r"\X")
"""What a reader takes for one character (an extended grapheme cluster, Unicode's UAX #29): a letter with its marks."""


class Spans(NamedTuple):
    """Candidate answers, those of one example together and best first; all (spans,).

    `start` and `end` are characters of the context (half-open), `score` the sum of both tokens' scores.
    """

    example: Numbers
    start: Numbers
    end: Numbers
    score: Scores


def n_best(rows: Encoded, scores: Scores, *, count: int, longest: int) -> Spans:
    """The `count` best spans of every example, of at most `longest` tokens; `scores` is (tokens, 2).

    As in the usual SQuAD decoding, the `count` best starts of a row meet its `count` best ends. Where none of them go
    together, all starts and ends do, so that every example whose context has a token has an answer.
    """
    lengths = np.diff(rows.bounds[rows.row_bounds])
    row = np.repeat(np.arange(len(lengths)), lengths)
    opens, closes = (np.asarray(rows.per_token[name], np.int64) for name in ("char_start", "char_end"))
    may_start, may_end = opens >= 0, closes >= 0
    starts = may_start & _largest(np.where(may_start, scores[:, 0], -np.inf), lengths, count)
    ends = may_end & _largest(np.where(may_end, scores[:, 1], -np.inf), lengths, count)
    found = _meeting(row, starts, ends, longest)
    lacking = ~np.isin(rows.example, rows.example[row[found[0]]])
    if lacking.any():
        more = _meeting(row, may_start & lacking[row], may_end, longest)
        found = np.concatenate([found, more], axis=1)
    first, last = found
    total = scores[first, 0] + scores[last, 1]
    example = rows.example[row[first]].astype(np.int64)
    order = np.lexsort((last, first, -total, example))
    kept = order[_rank(example[order]) < count]
    return Spans(
        example=example[kept],
        start=opens[first[kept]],
        end=closes[last[kept]],
        score=total[kept],
    )


def no_answer(rows: Encoded, scores: Scores, examples: int) -> Scores:
    """The score of there being no answer: that of the first token, lowest over an example's rows; (examples,)."""
    first = rows.bounds[rows.row_bounds[:-1]]
    lowest = np.full(examples, np.inf)
    np.minimum.at(lowest, rows.example, scores[first].sum(axis=1))
    return lowest


def whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch `start` to `end` (half-open) of the text, with the rest of the characters that it begins or ends in.

    A tokenizer's offsets may fall inside one: between a letter and the mark over it where it composes both, between
    the bytes or the vowel signs of one syllable, or the parts of one emoji.
    """
    if text.isascii():
        return start, end
    begin, safe = start, text.rfind(" ", 0, start)
    while safe > 0 and not text[safe - 1].isascii():  # some signs take what follows into their character, even a space
        safe = text.rfind(" ", 0, safe)
    for found in CHARACTER.finditer(text, max(0, safe)):
        if found.start() <= start < found.end():
            begin = found.start()
        if found.end() >= end:
            return begin, found.end()
    return begin, end


def _largest(scores: Scores, lengths: Numbers, count: int) -> NDArray[np.bool_]:
    """Whether a token is among the `count` largest of its row, ties included."""
    kept = np.ones(len(scores), bool)
    ends = np.cumsum(lengths)
    for start, end in zip((ends - lengths).tolist(), ends.tolist(), strict=True):
        if end - start > count:
            bound = np.partition(scores[start:end], end - start - count)[end - start - count]
            kept[start:end] = scores[start:end] >= bound
    return kept


def _meeting(row: Numbers, starts: NDArray[np.bool_], ends: NDArray[np.bool_], longest: int) -> NDArray[np.int64]:
    """(2, pairs): tokens of one row that may start and end a span, at most `longest` tokens apart."""
    first = np.flatnonzero(starts)
    pairs = []
    for distance in range(longest):
        last = np.minimum(first + distance, len(row) - 1)
        fits = (last == first + distance) & (row[last] == row[first]) & ends[last]
        pairs.append(np.stack([first[fits], last[fits]]))
    return np.concatenate(pairs, axis=1)


def _rank(group: Numbers) -> Numbers:
    """The place of every item in its group, from 0; equal groups lie side by side."""
    index = np.arange(len(group))
    begins = np.concatenate([[True], group[1:] != group[:-1]])[: len(group)]
    return index - np.maximum.accumulate(np.where(begins, index, 0))
