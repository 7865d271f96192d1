"""Where encoders come from: the hub, a folder, or a configuration with random weights."""

from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForMaskedLM, PreTrainedModel, PreTrainedTokenizerBase

from xstilts.base.config import settings
from xstilts.base.errors import UserError


@settings
class Architecture:
    """The sizes of an encoder built from nothing. `family` is a transformers model type with a masked-LM class.

    Defaults are the `tiny` encoder: XLM-R's architecture, small enough to train on a laptop.
    """

    family: str = "xlm-roberta"
    layers: int = 3
    width: int = 128
    heads: int = 4
    feed_forward: int = 512
    max_length: int = 256
    dropout: float = 0.0

    def __post_init__(self) -> None:
        """Refuse sizes that no encoder can have."""
        for name in ("layers", "width", "heads", "feed_forward", "max_length"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.width % self.heads:
            raise ValueError(f"width ({self.width}) must be a multiple of heads ({self.heads})")


def build(architecture: Architecture, tokenizer: PreTrainedTokenizerBase, seed: int) -> PreTrainedModel:
    """A masked language model of this architecture with random weights, the same for the same seed."""
    try:
        config = AutoConfig.for_model(
            architecture.family,
            vocab_size=len(tokenizer),
            num_hidden_layers=architecture.layers,
            hidden_size=architecture.width,
            num_attention_heads=architecture.heads,
            intermediate_size=architecture.feed_forward,
            max_position_embeddings=architecture.max_length + 2,
            hidden_dropout_prob=architecture.dropout,
            attention_probs_dropout_prob=architecture.dropout,
            type_vocab_size=1,
            pad_token_id=tokenizer.pad_token_id,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model: PreTrainedModel = AutoModelForMaskedLM.from_config(config)
    except (ValueError, KeyError) as error:
        raise UserError(f"family {architecture.family!r} cannot be built as a masked language model: {error}") from None
    return model


def tensors_of(folder: Path) -> tuple[Path, ...]:
    """The safetensors files of a local checkpoint. Raises UserError where there are none: pickles are not read."""
    found = tuple(sorted(folder.glob("*.safetensors")))
    if not found:
        others = sorted(path.name for path in folder.glob("*.bin"))
        raise UserError(
            f"{folder}: no .safetensors file in it"
            + (f" ({', '.join(others)} is a pickle, which is never loaded)" if others else "")
            + ". Save the model with save_pretrained of a current transformers version."
        )
    return found
