"""Cuts contexts that are longer than a sequence into overlapping windows, each with the question in front."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.models.encoded import Encoded
from xstilts.task_types import tokens

Numbers = NDArray[np.int64]


class Pieces(NamedTuple):
    """A context in tokens: their ids and the characters (half-open) that each covers, all (tokens,)."""

    ids: Numbers
    starts: Numbers
    ends: Numbers


class AnswerTokens(NamedTuple):
    """A question, its context and the characters (half-open) of the answer to learn, or None."""

    question: str
    context: str
    answer: tuple[int, int] | None


class _Window(NamedTuple):
    example: int
    question: Numbers
    pieces: Pieces
    first: int
    last: int
    central: NDArray[np.bool_]
    answer: tuple[int, int]


def encode(
    targets: Sequence[AnswerTokens], tokenizer: Any, max_length: int, *, step: int, question_length: int
) -> Encoded:
    """A row a window: question, then at most as much context as fits; the next window begins `step` tokens on.

    Windows overlap by half at least. Columns `start` and `end` point to the answer's first and last token in the row,
    or to its first token where the answer is not whole in the window. `char_end` is the end of a context token's
    characters and `char_start` their start, both -1 outside the context; `char_start` is -1 as well where another
    window shows the token with more context around it, so that an answer is read in one window only.
    """
    frame = tokens.frame(tokenizer)
    contexts = _pieces(tokenizer, [target.context for target in targets])
    questions = tokens.pieces(tokenizer, [target.question for target in targets])
    windows: list[_Window] = []
    for index, (target, question) in enumerate(zip(targets, questions, strict=True)):
        asked = np.array([*frame.before, *question[:question_length], *frame.between], np.int64)
        room = max_length - len(asked) - len(frame.after)
        if room < 1:
            raise UserError(
                f"max_length {max_length} leaves no room for a context beside a question of {len(asked)} tokens. "
                "Set a larger max_length or a smaller question_length."
            )
        windows += _cut(index, asked, contexts[target.context], target.answer, room=room, step=step)
    return _flatten(windows, np.array(frame.after, np.int64), types=tokens.has_types(tokenizer))


def _pieces(tokenizer: Any, contexts: Sequence[str]) -> dict[str, Pieces]:
    """Every distinct context in tokens: many questions share one."""
    distinct = list(dict.fromkeys(contexts))
    found = {}
    for context, encoding in zip(distinct, tokens.encodings(tokenizer, distinct, special=False), strict=True):
        offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
        found[context] = Pieces(np.array(encoding.ids, np.int64), offsets[:, 0], offsets[:, 1])
    return found


def _cut(
    example: int, question: Numbers, pieces: Pieces, answer: tuple[int, int] | None, *, room: int, step: int
) -> Iterator[_Window]:
    count = len(pieces.ids)
    stride = min(step, max(1, room // 2))
    firsts = np.arange(0, max(1, count - room + stride), stride)
    lasts = np.minimum(firsts + room, count)
    central = _most_central(firsts, lasts, count)
    span = _tokens_of(pieces, answer) if answer else None
    for first, last, best in zip(firsts.tolist(), lasts.tolist(), central, strict=True):
        inside = span is not None and first <= span[0] and span[1] < last
        place = (len(question) + span[0] - first, len(question) + span[1] - first) if span and inside else (0, 0)
        yield _Window(example, question, pieces, first, last, best[first:last], place)


def _most_central(firsts: Numbers, lasts: Numbers, count: int) -> NDArray[np.bool_]:
    """(windows, tokens): whether this window, of all that show a token, has most context around it (the first such)."""
    position = np.arange(count)
    around = np.minimum(position - firsts[:, None], lasts[:, None] - 1 - position) + 0.01 * (lasts - firsts)[:, None]
    best: NDArray[np.bool_] = np.arange(len(firsts))[:, None] == around.argmax(axis=0)
    return best


def _tokens_of(pieces: Pieces, answer: tuple[int, int]) -> tuple[int, int]:
    """First and last token of the characters `answer`."""
    first = int(np.searchsorted(pieces.ends, answer[0], side="right"))
    last = int(np.searchsorted(pieces.starts, answer[1], side="left")) - 1
    return min(first, len(pieces.ids) - 1), max(first, last)


def _flatten(windows: Sequence[_Window], after: Numbers, *, types: bool) -> Encoded:
    ids, starts, ends, kinds = [], [], [], []
    for window in windows:
        shown = slice(window.first, window.last)
        before = np.full(len(window.question), -1)
        tail = np.full(len(after), -1)
        ids += [window.question, window.pieces.ids[shown], after]
        starts += [before, np.where(window.central, window.pieces.starts[shown], -1), tail]
        ends += [before, window.pieces.ends[shown], tail]
        kinds += [0 * before, 0 * window.pieces.ids[shown] + 1, 0 * tail + 1]
    lengths = np.array([len(window.question) + window.last - window.first + len(after) for window in windows], np.int64)
    places = np.array([window.answer for window in windows], np.int64).reshape(-1, 2)
    columns = {"char_start": _joined(starts), "char_end": _joined(ends)}
    return Encoded(
        tokens=_joined(ids),
        bounds=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        row_bounds=np.arange(len(windows) + 1, dtype=np.int64),
        example=np.array([window.example for window in windows], np.int32),
        per_row={"start": places[:, 0], "end": places[:, 1]},
        per_token={**columns, "token_types": _joined(kinds)} if types else columns,
    )


def _joined(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int32]:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)
