"""A batch: some rows of `Encoded` as tensors, all sequences in one flat row of tokens, sorted by length.

Nothing is padded. Sequences of equal length lie side by side, so that attention takes them as one block.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from xstilts.models.encoded import Encoded


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Tensors of some rows. T tokens, S sequences, R rows of k sequences each.

    `tokens` (T,) and `positions` (T,), counted from 0 in each sequence; `lengths` (S,) in ascending order;
    `starts` (S,) is the first token of each sequence; `rows` (R, k) says which sequences a row has and `index` (R,)
    which rows of the data they are; `columns` are the targets: (R,) for per-row columns, (T,) for per-token ones.
    `own_positions` says that positions came with the data and are not a plain count.
    """

    tokens: Tensor
    positions: Tensor
    lengths: tuple[int, ...]
    starts: Tensor
    rows: Tensor
    index: Tensor
    columns: dict[str, Tensor] = field(default_factory=dict)
    own_positions: bool = False

    @property
    def sequence_of_token(self) -> Tensor:
        """(T,): which sequence every token belongs to."""
        lengths = torch.tensor(self.lengths, device=self.tokens.device)
        return torch.repeat_interleave(torch.arange(len(self.lengths), device=self.tokens.device), lengths)

    @property
    def row_of_token(self) -> Tensor:
        """(T,): which row every token belongs to."""
        row_of_sequence = torch.empty(len(self.lengths), dtype=torch.long, device=self.tokens.device)
        rows, per_row = self.rows.shape
        row_of_sequence[self.rows.flatten()] = torch.arange(rows, device=self.tokens.device).repeat_interleave(per_row)
        return row_of_sequence[self.sequence_of_token]

    def first_tokens(self) -> Tensor:
        """(R, k): the index in `tokens` of the first token of every sequence of every row."""
        return self.starts[self.rows]

    def with_tokens(self, tokens: Tensor, **columns: Tensor) -> "Batch":
        """The same batch with other token ids (masked ones) and further columns."""
        return replace(self, tokens=tokens, columns={**self.columns, **columns})

    def to(self, device: torch.device) -> "Batch":
        """The batch on another device."""
        return replace(
            self,
            tokens=self.tokens.to(device),
            positions=self.positions.to(device),
            starts=self.starts.to(device),
            rows=self.rows.to(device),
            index=self.index.to(device),
            columns={name: column.to(device) for name, column in self.columns.items()},
        )


def collate(data: Encoded, rows: Sequence[int] | NDArray[np.int64]) -> Batch:
    """The given rows of `data` as one batch on the CPU, in the given order (`Batch.rows` keeps it)."""
    index = np.asarray(rows, dtype=np.int64)
    per_row = int(data.row_bounds[index[0] + 1] - data.row_bounds[index[0]])
    sequences = (data.row_bounds[index][:, None] + np.arange(per_row)).ravel()
    lengths = data.bounds[sequences + 1] - data.bounds[sequences]
    order = np.argsort(lengths, kind="stable")
    lengths = lengths[order]
    ends = np.cumsum(lengths)
    starts = ends - lengths
    position = np.arange(ends[-1]) - np.repeat(starts, lengths)
    source = np.repeat(data.bounds[sequences[order]], lengths) + position
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    positions = data.per_token["positions"][source] if "positions" in data.per_token else position
    columns = {name: torch.from_numpy(np.asarray(column[index])) for name, column in data.per_row.items()}
    for name, column in data.per_token.items():
        if name != "positions":
            columns[name] = torch.from_numpy(column[source].astype(np.int64))
    return Batch(
        tokens=torch.from_numpy(data.tokens[source].astype(np.int64)),
        positions=torch.from_numpy(np.asarray(positions).astype(np.int64)),
        lengths=tuple(lengths.tolist()),
        starts=torch.from_numpy(starts),
        rows=torch.from_numpy(place.reshape(len(index), per_row)),
        index=torch.from_numpy(index),
        columns=columns,
        own_positions="positions" in data.per_token,
    )
