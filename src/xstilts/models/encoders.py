"""Where encoders come from: the hub, a folder, or a configuration with random weights."""

from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForMaskedLM, PreTrainedModel, PreTrainedTokenizerBase

from xstilts.base.errors import UserError
from xstilts.models.architecture import Architecture


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
        reason = str(error).partition(" Should contain")[0].partition(" Model type should")[0]
        raise UserError(
            f"build.family: {architecture.family!r} cannot be built as a masked language model: {reason} "
            "Take a model type of transformers that has one, such as xlm-roberta, bert or modernbert."
        ) from None
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
