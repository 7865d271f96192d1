"""The model: one encoder, a head for each task, and the checkpoint's own language-model head where it has one."""

from collections.abc import Mapping
from urllib.parse import quote

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase
from transformers.modeling_outputs import BaseModelOutput

from xstilts.base.errors import UserError
from xstilts.models import flat
from xstilts.models.batch import Batch
from xstilts.models.dropout import replace_dropout
from xstilts.models.head import EncoderFacts, Head, LanguageModel
from xstilts.models.head_kinds import build_head
from xstilts.models.head_spec import HeadSpec, chosen_layers
from xstilts.models.layers import states_by_layer

DROPOUTS = (
    "classifier_dropout",
    "classifier_dropout_prob",  # ALBERT
    "seq_classif_dropout",  # DistilBERT
    "cls_dropout",  # DeBERTa
    "hidden_dropout_prob",
    "hidden_dropout",
    "dropout",
    "dropout_rate",  # T5
)
"""How configurations call the dropout before a classifier, and where they name none, that of their layers."""


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
        config = self.encoder.config
        dropouts = (getattr(config, key, None) for key in DROPOUTS)
        dropout = next((float(rate) for rate in dropouts if rate is not None), 0.0)
        facts = EncoderFacts(width=config.hidden_size, dropout=dropout, language_model=self._own_language_model)
        self.heads[module_name(name)] = build_head(spec, facts)
        self.specs[name] = spec

    def head(self, name: str) -> Head:
        """The head of that name."""
        head = self.heads[module_name(name)]
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

    def _own_language_model(self) -> LanguageModel:
        """The checkpoint's language model, for a head. Raises UserError where it has none, or no token to hide with."""
        if not self.has_language_model:
            raise UserError(
                f"{self.backbone.name_or_path}: the checkpoint has no masked-language-model head, which is asked for. "
                "Take a checkpoint saved with one (its architecture ends in ForMaskedLM)."
            )
        mask = self.tokenizer.mask_token_id
        if mask is None:
            raise UserError(f"{self.tokenizer.name_or_path}: the tokenizer has no mask token, which masking needs")
        special = tuple(int(number) for number in self.tokenizer.all_special_ids)
        return LanguageModel(self.language_model, int(mask), len(self.tokenizer), special)


class _Given(nn.Module):
    """Stands in for an encoder whose output is known."""

    def __init__(self, hidden: Tensor) -> None:
        super().__init__()
        self.hidden = hidden

    def forward(self, *args: object, **kwargs: object) -> BaseModelOutput:
        return BaseModelOutput(last_hidden_state=self.hidden)


def module_name(name: str) -> str:
    """The name of a head's module and, before a slash, of its tensors: another one for every task's name.

    torch forbids dots in it and names of its own methods, so those and slashes are written as in URLs, after a mark.
    """
    return "head:" + quote(name, safe="").replace(".", "%2E")


def add_heads(model: Model, specs: Mapping[str, HeadSpec]) -> None:
    """Give the model a head for every name in order."""
    for name, spec in specs.items():
        model.add_head(name, spec)
