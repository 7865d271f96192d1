"""What a task type makes of examples and every model reads: rows of token ids in flat arrays, without padding.

A *row* is what a batch holds whole and a loss is averaged over: one text or pair, one window of a long document,
the candidates of one multiple-choice question together. A row has one or more *sequences*, each what an encoder
reads at once. An example becomes one row, or several when it is too long for one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

IGNORED = -100
"""The label of a token that no loss counts."""


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """Token ids of many rows, one after another, with the targets that a loss needs.

    `tokens` (tokens,) int32; `bounds` (sequences + 1,) int64 are the ends of sequences in `tokens`;
    `row_bounds` (rows + 1,) int64 are the ends of rows in sequences; `example` (rows,) int32 is the index of the
    example that a row comes from. `per_row` columns have one entry a row (a label), `per_token` columns one entry
    a token (tags, `token_types`, `positions`).
    """

    tokens: NDArray[np.int32]
    bounds: NDArray[np.int64]
    row_bounds: NDArray[np.int64]
    example: NDArray[np.int32]
    per_row: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    per_token: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.row_bounds) - 1

    @property
    def row_lengths(self) -> NDArray[np.int64]:
        """Tokens of each row, (rows,): what a token budget counts."""
        return np.diff(self.bounds[self.row_bounds])


def encoded(
    sequences: Sequence[Sequence[int]],
    *,
    sequences_per_row: int = 1,
    example: Sequence[int] | None = None,
    per_row: Mapping[str, NDArray[np.generic]] | None = None,
    per_token: Mapping[str, Sequence[Sequence[int]]] | None = None,
) -> Encoded:
    """Flatten lists of token ids; `per_token` columns are lists of the same shape as `sequences`."""
    lengths = np.fromiter((len(ids) for ids in sequences), np.int64, len(sequences))
    rows = len(sequences) // sequences_per_row
    return Encoded(
        tokens=flat(sequences),
        bounds=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        row_bounds=np.arange(rows + 1, dtype=np.int64) * sequences_per_row,
        example=np.asarray(example if example is not None else range(rows), dtype=np.int32),
        per_row=per_row or {},
        per_token={name: flat(column) for name, column in (per_token or {}).items()},
    )


def flat(lists: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    """All numbers of all lists in one int32 array."""
    return np.fromiter(chain.from_iterable(lists), np.int32)
