"""Which targets a head can give: a label out of range is found before training, not by a crash within it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.models.encoded import IGNORED, Encoded
from xstilts.models.head_spec import HeadSpec


def check_targets(name: str, spec: HeadSpec, data: Encoded) -> None:
    """Raises UserError for the first target that the head `name` cannot give, with its place."""
    for column, allowed in _choices(spec, data).items():
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


def _choices(spec: HeadSpec, data: Encoded) -> Mapping[str, int | NDArray[np.int64]]:
    """How many values each column of targets may have, counted from 0: one number for all entries, or one for each."""
    if spec.kind in ("sequence", "token"):
        return {"labels": spec.outputs}
    if spec.kind == "choice":
        return {"labels": np.diff(data.row_bounds)}
    return {"start": data.row_lengths, "end": data.row_lengths} if spec.kind == "span" else {}
