"""What every head is to training and prediction, and what a head is told of the encoder that it sits on.

A head's loss is a sum over *units* (rows, labelled tokens, masked tokens); training divides by the units of the
whole step, so that splitting a step into smaller batches changes nothing but the order of a sum.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import log_softmax

from xstilts.base.errors import UserError
from xstilts.models.batch import Batch
from xstilts.models.encoded import IGNORED, Encoded

TargetRanges = Mapping[str, int | NDArray[np.int64]]
"""How many values each column of targets may have, counted from 0: one number for all entries, or one for each."""


class LanguageModel(NamedTuple):
    """A checkpoint's own: `logits` (n, vocabulary) of hidden states (n, width), and what hiding must know of tokens."""

    logits: Callable[[Tensor], Tensor]
    mask_id: int
    vocabulary: int
    special_ids: tuple[int, ...]


class EncoderFacts(NamedTuple):
    """What a head is built for: the `width` of hidden states, the usual `dropout`, the language model on request."""

    width: int
    dropout: float
    language_model: Callable[[], LanguageModel]


class Head(nn.Module):
    """What all heads share: by default a batch needs no preparation and a row has one unit.

    Where `couples_rows`, the loss is not a sum over rows but one of all of a step's rows at once (`batch_losses`).
    """

    couples_rows: ClassVar[bool] = False
    needs_whole_vocabulary: ClassVar[bool] = False
    """Whether it asks among all pieces, so that embeddings of none can be left aside while it is trained."""
    draws: bool = False
    """Whether `prepare` draws random numbers, so that equal rows have different outputs and noise of their own."""

    def prepare(self, batch: Batch, seed: int) -> Batch:
        """The batch, still on the CPU, as this head reads it (masked language modelling hides tokens)."""
        return batch

    def units(self, batch: Batch) -> int:
        """How many terms the loss of the batch sums up."""
        return len(batch.rows)

    def target_ranges(self, data: Encoded) -> TargetRanges:
        """Which targets the head can give to the rows; a column that is not named may have any."""
        return {}

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """The sum of the losses of all units, a scalar."""
        raise NotImplementedError

    def batch_losses(self, outputs: Tensor, columns: Mapping[str, Tensor]) -> Iterator[Tensor]:
        """Where rows are coupled: the sum of the losses of all of a step's rows, in pieces that are added up.

        `outputs` are those of all rows, and `columns` their per-row targets.
        """
        raise NotImplementedError

    def log_probabilities(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Logarithms of what the outputs say: a distribution a unit, in any shape."""
        return log_softmax(outputs.float(), dim=-1)

    def divergence(self, one: Tensor, other: Tensor, batch: Batch) -> Tensor:
        """Symmetric Kullback-Leibler divergence of two passes' outputs, (KL(p|q) + KL(q|p)) / 2, summed over units.

        As sum (p - q) (log p - log q) / 2, which is the same.
        """
        p, q = self.log_probabilities(one, batch), self.log_probabilities(other, batch)
        return ((p.exp() - q.exp()) * (p - q)).sum() / 2

    def split(self, outputs: Tensor, batch: Batch) -> list[Tensor]:
        """The outputs of each row, in the order in which the rows were asked for."""
        return list(outputs)


def check_targets(name: str, head: Head, data: Encoded) -> None:
    """Raises UserError for the first target that the head `name` cannot give, with its place.

    A label out of range is found here before training, and not by a crash within it.
    """
    for column, allowed in head.target_ranges(data).items():
        by_row = column in data.per_row
        values = np.asarray(data.per_row[column] if by_row else data.per_token[column])
        wrong = (values < 0) | (values >= allowed)
        if not by_row:
            wrong &= values != IGNORED
        if wrong.any():
            place = int(wrong.argmax())
            row = place if by_row else _row_of_token(data, place)
            count = int(np.broadcast_to(allowed, values.shape)[place])
            raise UserError(
                f"{name}: example number {int(data.example[row])} (row {row}) has {column} "
                f"{int(values[place])}, which has to be from 0 to {count - 1}. Check the task's labels against its "
                "data file."
            )


def _row_of_token(data: Encoded, token: int) -> int:
    sequence = np.searchsorted(data.bounds, token, side="right") - 1
    return int(np.searchsorted(data.row_bounds, sequence, side="right") - 1)
