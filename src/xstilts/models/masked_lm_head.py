"""The head of masked language modelling: it hides tokens and asks the checkpoint's own language model for them."""

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from xstilts.models.batch import Batch
from xstilts.models.encoded import IGNORED
from xstilts.models.head import EncoderFacts, Head
from xstilts.models.head_spec import HeadSpec
from xstilts.models.noise import token_noise


class MaskedLMHead(Head):
    """Hides tokens and asks the checkpoint's own language-model head for them (Devlin et al. 2019).

    Of the chosen tokens 80 % become the mask, 10 % a random token, 10 % stay. Outputs (masked tokens, vocabulary).
    """

    needs_whole_vocabulary: ClassVar[bool] = True

    def __init__(self, spec: HeadSpec, encoder: EncoderFacts) -> None:
        super().__init__()
        settings = dict(spec.settings)
        self.rate = float(settings.get("mask_rate", 0.15))
        self.own_gaps = bool(settings.get("own_gaps", False))
        self.draws = not self.own_gaps
        self.model = encoder.language_model()
        self.special_ids = torch.tensor(self.model.special_ids)

    def prepare(self, batch: Batch, seed: int) -> Batch:
        """Hide tokens: `batch.tokens` has the masked text, column `labels` the hidden ids, IGNORED elsewhere.

        Whether a token is hidden depends on the seed, its row and its place alone, not on what else is in the batch.
        With the setting `own_gaps` rows bring their gaps, and `labels`, themselves.
        """
        if self.own_gaps:
            return batch
        tokens = batch.tokens
        chance, action, other = token_noise(batch, seed, draws=3)
        allowed = ~torch.isin(tokens, self.special_ids)
        chosen = (chance < self.rate) & allowed
        labels = torch.where(chosen, tokens, IGNORED)
        random = (other * self.model.vocabulary).long()
        changed = torch.where(action < 0.8, self.model.mask_id, torch.where(action < 0.9, random, tokens))
        return batch.with_tokens(torch.where(chosen, changed, tokens), labels=labels)

    def units(self, batch: Batch) -> int:
        """Hidden tokens."""
        return int((batch.columns["labels"] != IGNORED).sum())

    def forward(self, hidden: Tensor, batch: Batch) -> Tensor:
        """Logits (hidden tokens, vocabulary) from hidden states (T, width)."""
        return self.model.logits(hidden[batch.columns["labels"] != IGNORED])

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Cross-entropy over hidden tokens."""
        labels = batch.columns["labels"]
        return cross_entropy(outputs.float(), labels[labels != IGNORED], reduction="sum")

    def split(self, outputs: Tensor, batch: Batch) -> list[Tensor]:
        """(2,) for each row: the summed loss of its hidden tokens in nats, and how many there are."""
        labels = batch.columns["labels"]
        hidden = labels != IGNORED
        losses = cross_entropy(outputs.float(), labels[hidden], reduction="none")
        sums = losses.new_zeros(len(batch.rows), 2)
        sums.index_add_(0, batch.row_of_token[hidden], torch.stack([losses, torch.ones_like(losses)], dim=1))
        return list(sums)
