"""Runs a head over rows without gradients: all rows sorted by length, batches under a token budget."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from xstilts.graph.stage import Context, Progress
from xstilts.models.batch import Batch, collate
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training.batches import within_budget
from xstilts.training.memory import Budget, OutOfMemory, pass_over
from xstilts.training.precision import autocast

TOKEN_BUDGET = {"cpu": 2048, "cuda": 65536, "mps": 16384}
"""Tokens of one forward pass. On a CPU more than its caches hold is slower."""


def outputs(
    model: Model, head: str, data: Encoded, *, seed: int, precision: str, context: Context
) -> list[NDArray[np.float32]]:
    """The head's output for every row of `data`, in order. `seed` draws what a head draws (masked tokens)."""
    device = torch.device(context.device)
    model.to(device).eval()
    lengths = data.row_lengths
    order = np.argsort(lengths, kind="stable")
    results: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(data)
    done = 0
    budget = Budget(TOKEN_BUDGET[device.type], lambda note: context.progress(Progress(done, len(data), "rows", note)))
    pending = within_budget(order, lengths, budget.tokens)  # the longest first: what does not fit is found at once
    with torch.inference_mode(), autocast(precision, device):
        while pending:
            rows = pending.pop()
            batch = model.head(head).prepare(collate(data, rows), seed)
            try:
                with pass_over(batch, data.example):
                    made = [output.float().cpu().numpy() for output in _rows(model, head, batch.to(device))]
            except OutOfMemory as error:
                budget.halve(error.tokens, error.example)
                pending = within_budget(np.concatenate([*pending, rows]), lengths, budget.tokens)
                continue
            for row, output in zip(rows, made, strict=True):
                results[row] = output
            done += len(rows)
            context.progress(Progress(done, len(data), "rows"))
    return results


def _rows(model: Model, head: str, batch: Batch) -> list[Tensor]:
    return model.head(head).split(model(head, batch), batch)
