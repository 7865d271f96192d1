"""Losses over similarities of whole batches: what belongs together is near, all else in the batch is far.

Every loss comes in pieces of some anchors each, so that no more than a slice of the anchors x candidates matrix exists
at a time: memory does not grow with the square of the batch. The pieces add up to a sum over anchors; what they
share (the scale) is computed for each anew, so that each may be differentiated and let go by itself.
"""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

ANCHORS = 256
"""Anchors of one piece of a loss: 256 x 8,192 similarities are 8 MiB."""
SHARPEST = 100.0
"""The largest scale (1 / the smallest temperature), as in CLIP."""


def info_nce(anchors: Tensor, candidates: Tensor, same: Tensor, log_scale: Tensor) -> Iterator[Tensor]:
    """-log softmax_j(cos(a_i, c_j) / temperature) at j = i, summed over anchors (van den Oord et al. 2018, eq. 4).

    `anchors` (N, d) and `candidates` (M, d), M >= N, have length 1; candidate i belongs to anchor i and those after
    the first N are hard negatives. `same` (N, M), bool, says which candidates are copies of anchor i's own: they are
    no negatives. One direction of CLIP's loss (Radford et al. 2021), and multiple-negatives ranking (Henderson et al.
    2017) where there are hard negatives.
    """
    for start in range(0, len(anchors), ANCHORS):
        own = slice(start, start + ANCHORS)
        logits = _scale(log_scale) * anchors[own] @ candidates.T  # (n, M)
        place = torch.arange(len(logits), device=logits.device)
        copies = same[own].clone()
        copies[place, place + start] = False
        logits = logits.masked_fill(copies, -torch.inf)
        yield (logits.logsumexp(dim=1) - logits[place, place + start]).sum()


def sigmoid(anchors: Tensor, candidates: Tensor, same: Tensor, log_scale: Tensor, bias: Tensor) -> Iterator[Tensor]:
    """Every pair judged alone, summed over anchors (Zhai et al. 2023, equation 1).

    -sum_j log sigmoid(y_ij (cos(a_i, c_j) / temperature + bias)) with y_ij 1 for a pair and -1 else. Shapes as in
    `info_nce`. Copies are left out of the sum.
    """
    for start in range(0, len(anchors), ANCHORS):
        own = slice(start, start + ANCHORS)
        logits = _scale(log_scale) * anchors[own] @ candidates.T + bias
        place = torch.arange(len(logits), device=logits.device)
        sign = torch.full_like(logits, -1.0)
        sign[place, place + start] = 1.0
        counted = ~same[own]
        counted[place, place + start] = True
        yield -(logsigmoid(sign * logits) * counted).sum()


def _scale(log_scale: Tensor) -> Tensor:
    """1 / temperature from its logarithm, at most SHARPEST."""
    return log_scale.exp().clamp(max=SHARPEST)
