"""Limits of an encoder are seen in its configuration and in itself, and said before work begins."""

import json
from pathlib import Path

import pytest
import torch
import transformers
from transformers import (
    AutoModel,
    BartConfig,
    BartModel,
    BertConfig,
    BertModel,
    DebertaV2Config,
    DistilBertConfig,
    ModernBertConfig,
    MPNetConfig,
    MT5Config,
    MT5EncoderModel,
    PreTrainedConfig,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
)

from xstilts.base.errors import UserError
from xstilts.models import checkpoint, limits
from xstilts.models.batch import collate
from xstilts.models.encoded import encoded
from xstilts.models.head_spec import HeadSpec

SIZES = {"vocab_size": 300, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
SPECIAL = {"pad_token_id": 1, "bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3}
TABLES = [
    (XLMRobertaConfig(**SIZES, max_position_embeddings=66, pad_token_id=1), 64),
    (MPNetConfig(**SIZES, max_position_embeddings=66, pad_token_id=1), 64),
    (BertConfig(**SIZES, max_position_embeddings=66), 66),
    (DistilBertConfig(vocab_size=300, dim=8, n_layers=1, n_heads=2, hidden_dim=8, max_position_embeddings=66), 66),
]


@pytest.mark.parametrize(("config", "most"), TABLES, ids=lambda value: getattr(value, "model_type", None))
def test_the_usable_length_is_known_without_and_with_the_encoder_and_is_the_true_one(
    config: PreTrainedConfig, most: int
) -> None:
    assert limits.longest_of(json.loads(config.to_json_string(use_diff=False))) == most
    encoder = AutoModel.from_config(config).eval()
    assert limits.longest(encoder) == most
    encoder(torch.full((1, most), 9))
    with pytest.raises((IndexError, RuntimeError)):
        encoder(torch.full((1, most + 1), 9))
    limits.check_length(encoder, most)
    with pytest.raises(UserError, match=f"max_length: {most + 1} tokens, but the encoder .* has positions for {most}"):
        limits.check_length(encoder, most + 1)


@pytest.mark.parametrize(
    "config",
    [
        ModernBertConfig(**SIZES, **SPECIAL, max_position_embeddings=66),
        DebertaV2Config(**SIZES, max_position_embeddings=66, position_biased_input=False, relative_attention=True),
    ],
    ids=lambda config: config.model_type,
)
def test_an_encoder_without_a_table_of_positions_has_no_limit(config: PreTrainedConfig) -> None:
    assert limits.longest_of(json.loads(config.to_json_string(use_diff=False))) is None
    encoder = AutoModel.from_config(config).eval()
    assert limits.longest(encoder) is None
    encoder(torch.full((1, 90), 9))


def test_ids_beyond_the_embeddings_are_named(tokenizer: PreTrainedTokenizerFast) -> None:
    rows = len(tokenizer)
    fits, short = (BertModel(BertConfig(**{**SIZES, "vocab_size": size})) for size in (rows, rows - 1))
    limits.check_vocabulary(fits, tokenizer, "tiny")
    with pytest.raises(UserError, match=rf"tiny: its tokenizer gives token ids up to {rows - 1} \(.*{rows - 1} rows"):
        limits.check_vocabulary(short, tokenizer, "tiny")
    with pytest.raises(UserError, match=f"nli: token id {rows - 1} is outside the encoder's vocabulary of {rows - 1}"):
        limits.check_tokens(short, encoded([[0, 5], [rows - 1, 2]]), "nli")


def test_the_encoder_of_mt5_is_loaded_and_saved(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    config = MT5Config(vocab_size=300, d_model=16, num_layers=2, num_heads=2, d_kv=8, d_ff=16, dropout_rate=0.1)
    MT5EncoderModel(config).save_pretrained(tmp_path / "one")
    tokenizer.save_pretrained(tmp_path / "one")
    spec = HeadSpec(kind="sequence", outputs=2)
    model, _ = checkpoint.load(tmp_path / "one", heads={"nli": spec}, seed=0)
    assert model.head("nli").project.dropout.p in (0.0, 0.1)
    checkpoint.save(model, tmp_path / "two", {"nli": spec})
    again, report = checkpoint.load(tmp_path / "two", heads={"nli": spec})
    assert report.new == report.dropped == ()
    theirs = getattr(transformers, checkpoint.loaded_by(again)).from_pretrained(tmp_path / "two")
    assert torch.equal(theirs.shared.weight, model.encoder.get_input_embeddings().weight)
    batch = collate(encoded([[0, 9, 10, 2], [0, 8, 2]]), [0, 1])
    with torch.no_grad():
        assert torch.equal(model.eval()("nli", batch), again.eval()("nli", batch))
    with pytest.raises(UserError, match="no masked-language-model head"):
        model.add_head("mlm", HeadSpec(kind="masked_lm"))


def test_an_encoder_decoder_without_an_encoder_of_its_own_is_refused_by_name(
    tokenizer: PreTrainedTokenizerFast, tmp_path: Path
) -> None:
    sizes = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 1, "decoder_attention_heads": 1}
    BartModel(BartConfig(vocab_size=300, d_model=8, encoder_ffn_dim=8, decoder_ffn_dim=8, **sizes)).save_pretrained(
        tmp_path
    )
    tokenizer.save_pretrained(tmp_path)
    with pytest.raises(UserError, match="bart is an encoder-decoder, and transformers has no class for its encoder"):
        checkpoint.load(tmp_path, heads={})
