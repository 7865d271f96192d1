"""The model: one encoder, a head for each task, and the checkpoint's own language-model head where it has one."""

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase
from transformers.modeling_outputs import BaseModelOutput

from xstilts.base.errors import UserError
from xstilts.models import flat
from xstilts.models.batch import Batch
from xstilts.models.dropout import replace_dropout
from xstilts.models.head_kinds import build_head
from xstilts.models.head_spec import HeadSpec
from xstilts.models.heads import Head
from xstilts.models.layers import chosen_layers, states_by_layer
from xstilts.models.masked_lm_head import MaskedLMHead


class Vocabulary(NamedTuple):
    """What masked language modelling must know of a tokenizer."""

    mask_id: int
    vocabulary: int
    ids: tuple[int, ...]


class Model(nn.Module):
    """An encoder with heads by name. `backbone` is the encoder, or the masked language model that contains it."""

    def __init__(self, backbone: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        super().__init__()
        self.backbone = backbone
        self.tokenizer = tokenizer
        self.heads = nn.ModuleDict()
        self.specs: dict[str, HeadSpec] = {}
        replace_dropout(backbone)
        if flat.can_run_flat(self.encoder):
            self.encoder.set_attn_implementation(flat.NAME)

    @property
    def encoder(self) -> PreTrainedModel:
        """The encoder without any head."""
        encoder: PreTrainedModel = self.backbone.base_model
        return encoder

    @property
    def has_language_model(self) -> bool:
        """Whether the checkpoint brought a masked-language-model head."""
        return self.backbone.get_output_embeddings() is not None

    def add_head(self, name: str, spec: HeadSpec) -> None:
        """Give the model a new head, its weights drawn from torch's generator.

        Raises UserError where masked language modelling is asked of a checkpoint without a language-model head.
        """
        if spec.kind == "masked_lm":
            if not self.has_language_model:
                raise UserError(
                    f"{self.backbone.name_or_path}: the checkpoint has no masked-language-model head, which {name!r} "
                    "needs. Take a checkpoint saved with one (its architecture ends in ForMaskedLM)."
                )
            head: Head = MaskedLMHead(spec, self.language_model, self._vocabulary())
        else:
            config = self.encoder.config
            own, hidden = (getattr(config, name, None) for name in ("classifier_dropout", "hidden_dropout_prob"))
            head = build_head(spec, width=config.hidden_size, dropout=float(own if own is not None else hidden or 0))
        self.heads[_safe(name)] = head
        self.specs[name] = spec

    def head(self, name: str) -> Head:
        """The head of that name."""
        head = self.heads[_safe(name)]
        assert isinstance(head, Head)
        return head

    def forward(self, name: str, batch: Batch, inputs_embeds: Tensor | None = None) -> Tensor:
        """The outputs of head `name` on the batch. `inputs_embeds` (T, width) replaces the embedding of its tokens."""
        spec, head = self.specs[name], self.head(name)
        if spec.layers is not None:
            layers = chosen_layers(spec.layers, self.encoder.config.num_hidden_layers)
            states = states_by_layer(self.encoder, batch, layers)
            return torch.stack([head(hidden, batch) for hidden in states], dim=1)
        hidden = flat.hidden_states(self.encoder, batch, layer=spec.layer, inputs_embeds=inputs_embeds)
        outputs: Tensor = head(hidden, batch)
        return outputs

    def language_model(self, hidden: Tensor) -> Tensor:
        """Logits (n, vocabulary) of the language-model head for hidden states (n, width).

        The head's code differs between families, so the family's own forward is run with an encoder that hands
        over the given states.
        """
        prefix = self.backbone.base_model_prefix
        encoder = getattr(self.backbone, prefix)
        setattr(self.backbone, prefix, _Given(hidden[None]))
        try:
            logits: Tensor = self.backbone(input_ids=torch.zeros(1, len(hidden), dtype=torch.long)).logits[0]
        finally:
            setattr(self.backbone, prefix, encoder)
        return logits

    def _vocabulary(self) -> Vocabulary:
        special = self.tokenizer.all_special_ids
        mask = self.tokenizer.mask_token_id
        if mask is None:
            raise UserError(f"{self.tokenizer.name_or_path}: the tokenizer has no mask token, which masking needs")
        return Vocabulary(int(mask), len(self.tokenizer), tuple(int(number) for number in special))


class _Given(nn.Module):
    """Stands in for an encoder whose output is known."""

    def __init__(self, hidden: Tensor) -> None:
        super().__init__()
        self.hidden = hidden

    def forward(self, *args: object, **kwargs: object) -> BaseModelOutput:
        return BaseModelOutput(last_hidden_state=self.hidden)


def _safe(name: str) -> str:
    """A module name for a task's name: torch forbids dots in them."""
    return name.replace(".", "_")


def add_heads(model: Model, specs: Mapping[str, HeadSpec]) -> None:
    """Give the model a head for every name in order."""
    for name, spec in specs.items():
        model.add_head(name, spec)
