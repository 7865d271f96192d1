"""How others predict: an encoder over padded batches, one language after another. Ours is held to its results."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import PreTrainedModel

from xstilts.models.encoded import Encoded

PADDING = 1
"""XLM-R's padding id."""

Read = Callable[[Tensor, Tensor], Tensor]
"""From hidden states (rows, length, width) and mask (rows, length) to outputs (rows, ...)."""


def padded(
    encoder: PreTrainedModel,
    parts: list[Encoded],
    read: Read,
    *,
    batch_size: int,
    pad_to: int | None = None,
    layer: int | None = None,
) -> NDArray[np.float32]:
    """What `read` makes of every row of every part, in order. Batches are padded to `pad_to` or to their longest row.

    With a `layer` all layers run and that one's states are kept, as scripts do that ask for `output_hidden_states`.
    """
    encoder.eval()
    device = encoder.device
    found = []
    with torch.inference_mode():
        for part in parts:
            for rows in _batches(part, batch_size):
                tokens, mask = (given.to(device) for given in _tensors(rows, pad_to))
                output = encoder(input_ids=tokens, attention_mask=mask, output_hidden_states=layer is not None)
                states = output.last_hidden_state if layer is None else output.hidden_states[layer]
                found.append(read(states, mask).float().cpu().numpy())
    return np.concatenate(found)


def _batches(data: Encoded, size: int) -> Iterator[list[Tensor]]:
    tokens = torch.from_numpy(np.asarray(data.tokens, dtype=np.int64))
    rows = torch.split(tokens, np.diff(data.bounds).tolist())
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])


def _tensors(rows: list[Tensor], pad_to: int | None) -> tuple[Tensor, Tensor]:
    if pad_to:
        rows = [*rows, rows[0].new_zeros(pad_to)]
    tokens = pad_sequence(rows, batch_first=True, padding_value=PADDING)
    mask = pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    return (tokens[:-1], mask[:-1]) if pad_to else (tokens, mask)
