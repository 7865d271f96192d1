"""Which targets a head can give: a label out of range is found before training, not by a crash within it."""

import numpy as np

from xstilts.base.errors import UserError
from xstilts.models.encoded import IGNORED, Encoded
from xstilts.models.head import Head


def check_targets(name: str, head: Head, data: Encoded) -> None:
    """Raises UserError for the first target that the head `name` cannot give, with its place."""
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
