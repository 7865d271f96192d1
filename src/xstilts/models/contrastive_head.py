"""The head of contrastive training: a vector for every text of a row, and a loss that couples all rows of a step."""

import math
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from xstilts.models.batch import Batch
from xstilts.models.contrastive_losses import info_nce, sigmoid
from xstilts.models.head import EncoderFacts, Head
from xstilts.models.head_spec import HeadSpec
from xstilts.models.heads import pooled


class ContrastiveHead(Head):
    """Vectors of the texts of a row: an anchor, what belongs to it, and its hard negatives. Outputs (R, k, width).

    Settings: `loss` ("info_nce" or "sigmoid"), `symmetric` (also from what belongs to an anchor back to all anchors),
    `temperature` and whether it is `learned`, `pooling` and `special_tokens` as for sentence vectors.
    """

    couples_rows = True

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__()
        settings = dict(spec.settings)
        self.pooling = str(settings["pooling"])
        self.special_tokens = bool(settings["special_tokens"])
        self.kind = str(settings["loss"])
        self.symmetric = bool(settings["symmetric"])
        learned = bool(settings["learned"])
        self.log_scale = nn.Parameter(torch.tensor(-math.log(float(settings["temperature"]))), requires_grad=learned)
        if self.kind == "sigmoid":
            self.bias = nn.Parameter(torch.tensor(-10.0), requires_grad=learned)

    def forward(self, hidden: Tensor, batch: Batch) -> Tensor:
        """Vectors of length 1, (R, k, width), from hidden states (T, width)."""
        vectors = pooled(hidden, batch, pooling=self.pooling, special_tokens=self.special_tokens)
        return normalize(vectors, dim=-1)[batch.rows]

    def batch_losses(self, outputs: Tensor, columns: Mapping[str, Tensor]) -> Iterator[Tensor]:
        """The loss of a whole step in pieces whose sum it is, a sum over rows.

        `outputs` (N, k, width) are those of all rows; column `texts` (N, k) has equal numbers for equal texts.
        """
        names = columns["texts"]
        # All seconds of rows first, so that candidate i belongs to anchor i; then all hard negatives of all rows.
        candidates = torch.cat([outputs[:, 1], outputs[:, 2:].flatten(0, 1)])
        others = torch.cat([names[:, 1], names[:, 2:].flatten()])
        yield from self._direction(outputs[:, 0], candidates, names[:, 1, None] == others)
        if self.symmetric:
            yield from self._direction(outputs[:, 1], outputs[:, 0], names[:, 0, None] == names[:, 0])

    def _direction(self, anchors: Tensor, candidates: Tensor, same: Tensor) -> Iterator[Tensor]:
        """The loss from anchors to candidates; half of it where the other direction counts too."""
        share = 0.5 if self.symmetric else 1.0
        if self.kind == "sigmoid":
            losses = sigmoid(anchors, candidates, same, self.log_scale, self.bias)
        else:
            losses = info_nce(anchors, candidates, same, self.log_scale)
        yield from (share * loss for loss in losses)
