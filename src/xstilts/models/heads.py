"""Heads: what turns an encoder's hidden states into a task's outputs and its loss. One class a kind.

In shapes T is the tokens of a batch, R its rows, S its sequences, k the sequences of a row.
"""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, log_softmax, mse_loss

from xstilts.models.batch import Batch
from xstilts.models.dropout import Dropout
from xstilts.models.encoded import IGNORED, Encoded
from xstilts.models.head import EncoderFacts, Head, TargetRanges
from xstilts.models.head_spec import HeadSpec


class Projection(nn.Module):
    """The usual two layers over a sentence vector: dense, tanh, dropout, linear (as in RoBERTa)."""

    def __init__(self, width: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.dense = nn.Linear(width, width)
        self.dropout = Dropout(dropout)
        self.out = nn.Linear(width, outputs)

    def forward(self, states: Tensor) -> Tensor:
        """(..., width) to (..., outputs)."""
        hidden = torch.tanh(self.dense(self.dropout(states)))
        projected: Tensor = self.out(self.dropout(hidden))
        return projected


class SequenceHead(Head):
    """Classifies a row by its first token, or by the largest value of each feature in it. Outputs (R, classes).

    The first token of an encoder that was trained on gaps alone has learned nothing about the whole text: with little
    data to teach it, the maximum over tokens finds what stands out far sooner.
    """

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__()
        self.pooling = str(dict(spec.settings).get("pooling", "first"))
        self.project = Projection(encoder.width, spec.outputs, encoder.dropout)

    def forward(self, hidden: Tensor, batch: Batch) -> Tensor:
        """Logits (R, classes) from hidden states (T, width)."""
        states = (
            _largest(hidden, batch.row_of_token, len(batch.rows))
            if self.pooling == "max"
            else hidden[batch.first_tokens()[:, 0]]
        )
        logits: Tensor = self.project(states)
        return logits

    def target_ranges(self, data: Encoded) -> TargetRanges:
        """A class each."""
        return {"labels": self.project.out.out_features}

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Cross-entropy."""
        return cross_entropy(outputs.float(), batch.columns["labels"], reduction="sum")


def _largest(hidden: Tensor, owner: Tensor, count: int) -> Tensor:
    """The largest value of each feature over the tokens of each of `count` owners, (count, width).

    `owner` (T,) is the row or the sequence that a token belongs to.
    """
    # (T, width), the owner of each token beside each feature, so that one scatter takes the largest of all
    beside = owner[:, None].expand_as(hidden)
    lowest = hidden.new_full((count, hidden.shape[1]), -torch.inf)
    return lowest.scatter_reduce(0, beside, hidden, "amax")


class RegressionHead(SequenceHead):
    """Predicts one number a row. Outputs (R, 1)."""

    def target_ranges(self, data: Encoded) -> TargetRanges:
        """Any number."""
        return {}

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Squared error."""
        return mse_loss(outputs.float().squeeze(-1), batch.columns["labels"].float(), reduction="sum")

    def divergence(self, one: Tensor, other: Tensor, batch: Batch) -> Tensor:
        """Squared difference: twice the divergence of normal distributions, as squared error is twice their loss."""
        return mse_loss(one.float(), other.float(), reduction="sum")


class ChoiceHead(Head):
    """Scores every sequence of a row by its first token; the row's best wins. Outputs (R, k)."""

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__()
        self.project = Projection(encoder.width, 1, encoder.dropout)

    def forward(self, hidden: Tensor, batch: Batch) -> Tensor:
        """Scores (R, k) from hidden states (T, width)."""
        scores: Tensor = self.project(hidden[batch.first_tokens()]).squeeze(-1)
        return scores

    def target_ranges(self, data: Encoded) -> TargetRanges:
        """One of the row's sequences."""
        return {"labels": np.diff(data.row_bounds)}

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Cross-entropy over the candidates of a row."""
        return cross_entropy(outputs.float(), batch.columns["labels"], reduction="sum")


class TokenHead(Head):
    """Classifies every token. Outputs (T, tags)."""

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__()
        self.dropout = Dropout(encoder.dropout)
        self.out = nn.Linear(encoder.width, spec.outputs)

    def forward(self, hidden: Tensor, batch: Batch) -> Tensor:
        """Logits (T, tags) from hidden states (T, width)."""
        logits: Tensor = self.out(self.dropout(hidden))
        return logits

    def target_ranges(self, data: Encoded) -> TargetRanges:
        """A tag each."""
        return {"labels": self.out.out_features}

    def units(self, batch: Batch) -> int:
        """Tokens that carry a label."""
        return int((batch.columns["labels"] != IGNORED).sum())

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Cross-entropy over labelled tokens."""
        return cross_entropy(outputs.float(), batch.columns["labels"], reduction="sum", ignore_index=IGNORED)

    def log_probabilities(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Those of labelled tokens, (n, tags)."""
        return log_softmax(outputs[batch.columns["labels"] != IGNORED].float(), dim=-1)

    def split(self, outputs: Tensor, batch: Batch) -> list[Tensor]:
        """(tokens of the row, tags) for each row."""
        by_sequence = torch.split(outputs, list(batch.lengths))
        return [torch.cat([by_sequence[s] for s in row]) for row in batch.rows.tolist()]


class SpanHead(TokenHead):
    """Scores every token as the start and the end of an answer. Outputs (T, 2)."""

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__(replace(spec, outputs=2), encoder._replace(dropout=0.0))

    def target_ranges(self, data: Encoded) -> TargetRanges:
        """Tokens of the row."""
        return {"start": data.row_lengths, "end": data.row_lengths}

    def units(self, batch: Batch) -> int:
        """Rows."""
        return len(batch.rows)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Mean of the cross-entropies of `start` and `end`, which count from the row's first token."""
        scores = outputs.float()
        # -log softmax over the row's tokens at the right one: log sum exp (R, 2) less the score there (R,)
        total = _log_sums(scores, batch)
        first = batch.first_tokens()[:, 0]
        starts = scores[first + batch.columns["start"], 0]
        ends = scores[first + batch.columns["end"], 1]
        return ((total[:, 0] - starts) + (total[:, 1] - ends)).sum() / 2

    def log_probabilities(self, outputs: Tensor, batch: Batch) -> Tensor:
        """(T, 2): which of its row's tokens is the start, and which the end."""
        return outputs.float() - _log_sums(outputs.float(), batch)[batch.row_of_token]

    def divergence(self, one: Tensor, other: Tensor, batch: Batch) -> Tensor:
        """Mean of those of start and end, as the loss is."""
        return super().divergence(one, other, batch) / 2


def _log_sums(scores: Tensor, batch: Batch) -> Tensor:
    """Logarithm of the sum of exponentials over each row's tokens, for both columns of `scores` (T, 2): (R, 2)."""
    row = batch.row_of_token[:, None].expand_as(scores)
    rows = len(batch.rows)
    # The largest of each row and column is taken out before exp and put back after log: nothing overflows, (R, 2)
    top = scores.new_full((rows, 2), -torch.inf).scatter_reduce(0, row, scores.detach(), "amax")
    return scores.new_zeros(rows, 2).scatter_add(0, row, (scores - top[row[:, 0]]).exp()).log() + top


class PoolHead(Head):
    """A sentence vector a row, by `pooled`. Nothing is learned. Outputs (R, width)."""

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__()
        settings = dict(spec.settings)
        self.pooling = str(settings.get("pooling", "mean"))
        self.special_tokens = bool(settings.get("special_tokens", False))

    def forward(self, hidden: Tensor, batch: Batch) -> Tensor:
        """Sentence vectors (R, width) in float32 from hidden states (T, width)."""
        vectors = pooled(hidden, batch, pooling=self.pooling, special_tokens=self.special_tokens)
        return vectors[batch.rows[:, 0]]

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """There is none."""
        raise ValueError("sentence vectors have no loss: retrieval is evaluated, never trained")


def pooled(hidden: Tensor, batch: Batch, *, pooling: str, special_tokens: bool) -> Tensor:
    """A vector of every sequence, (S, width) in float32: its first token's state, the mean of its tokens' states or the
    largest value of each feature in them.

    Without `special_tokens` mean and maximum leave out the first and the last token of what has more than two.
    """
    if pooling == "first":
        return hidden[batch.starts].float()
    sequence = batch.sequence_of_token  # (T,)
    weight = torch.ones(len(sequence), device=hidden.device)
    lengths = torch.tensor(batch.lengths, device=hidden.device)
    if not special_tokens:
        inner = lengths > 2  # (S,); their first and last tokens get no weight
        weight[batch.starts[inner]] = 0
        weight[(batch.starts + lengths - 1)[inner]] = 0
    if pooling == "max":
        counted = hidden.float().masked_fill(weight[:, None] == 0, -torch.inf)
        return _largest(counted, sequence, len(lengths))
    # Sums over tokens by sequence (S, width), and how many tokens each sums up, (S,)
    total = hidden.new_zeros(len(lengths), hidden.shape[1], dtype=torch.float32)
    total = total.index_add(0, sequence, hidden.float() * weight[:, None])
    counts = torch.zeros(len(lengths), device=hidden.device).index_add_(0, sequence, weight)
    return total / counts[:, None]
