import copy

import numpy as np
import pytest
import torch
from transformers import (
    AlbertConfig,
    AutoModel,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    ElectraConfig,
    EsmConfig,
    EuroBertConfig,
    ModernBertConfig,
    MT5Config,
    MT5EncoderModel,
    PreTrainedModel,
    XLMRobertaConfig,
)

from xstilts.models import flat
from xstilts.models.batch import Batch, collate
from xstilts.models.encoded import encoded
from xstilts.models.flat import hidden_states
from xstilts.models.layer_hooks import encoder_layers

VOCABULARY = 100
SIZES = {"vocab_size": VOCABULARY, "hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4}
FAMILIES = {
    "xlm-roberta": XLMRobertaConfig(**SIZES, intermediate_size=48, max_position_embeddings=80, pad_token_id=1),
    "bert": BertConfig(**SIZES, intermediate_size=48, max_position_embeddings=80, pad_token_id=0),
    "modernbert": ModernBertConfig(
        **SIZES, intermediate_size=48, max_position_embeddings=80, pad_token_id=1, local_attention=8,
        global_attn_every_n_layers=2, bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3,
    ),
    "eurobert": EuroBertConfig(
        **SIZES, intermediate_size=48, max_position_embeddings=80, num_key_value_heads=2, pad_token_id=1,
        bos_token_id=2, eos_token_id=3, mask_token_id=4,
    ),
    "albert": AlbertConfig(
        **SIZES, intermediate_size=48, max_position_embeddings=80, embedding_size=16, num_hidden_groups=2
    ),
    "distilbert": DistilBertConfig(
        vocab_size=VOCABULARY, dim=32, n_layers=3, n_heads=4, hidden_dim=48, max_position_embeddings=80
    ),
    "electra": ElectraConfig(**SIZES, intermediate_size=48, max_position_embeddings=80, embedding_size=16),
}  # fmt: skip
PADDED = {
    "deberta-v2": DebertaV2Config(**SIZES, intermediate_size=48, max_position_embeddings=80, pad_token_id=0),
    "esm": EsmConfig(
        **SIZES, intermediate_size=48, max_position_embeddings=80, pad_token_id=1, mask_token_id=4, token_dropout=True,
        position_embedding_type="rotary",
    ),
    "mt5": MT5Config(vocab_size=VOCABULARY, d_model=32, num_layers=3, num_heads=4, d_kv=8, d_ff=48, pad_token_id=0),
}  # fmt: skip


def encoder(family: str) -> PreTrainedModel:
    torch.manual_seed(0)
    config = copy.deepcopy((FAMILIES | PADDED)[family])
    return (MT5EncoderModel(config) if family == "mt5" else AutoModel.from_config(config)).eval()


def sequences(lengths: list[int]) -> list[list[int]]:
    rng = np.random.default_rng(0)
    return [rng.integers(5, VOCABULARY, length).tolist() for length in lengths]


def one_by_one(model: PreTrainedModel, texts: list[list[int]], layer: int) -> list[torch.Tensor]:
    model.set_attn_implementation("eager")
    with torch.no_grad():
        return [model(torch.tensor([ids]), output_hidden_states=True).hidden_states[layer][0] for ids in texts]


def by_sequence(hidden: torch.Tensor, batch: Batch) -> list[torch.Tensor]:
    pieces = torch.split(hidden, list(batch.lengths))
    return [pieces[int(place)] for place in batch.rows[:, 0]]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_hidden_states_without_padding_equal_those_of_each_text_alone(family: str, layer: int) -> None:
    model, texts = encoder(family), sequences([5, 30, 12, 12, 3, 30, 41])
    expected = one_by_one(model, texts, layer)
    model.set_attn_implementation(flat.NAME)
    batch = collate(encoded(texts), range(len(texts)))
    with torch.no_grad():
        found = by_sequence(hidden_states(model, batch, layer=layer), batch)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_in_bfloat16_a_row_is_filled_up_and_its_hidden_states_are_those_of_each_text_alone(family: str) -> None:
    model, texts = encoder(family), sequences([5, 30, 12, 13, 3, 30, 41])
    model.set_attn_implementation(flat.NAME)
    seen: list[int] = []

    def note(module: object, args: object, kwargs: dict[str, torch.Tensor]) -> None:
        seen.append(kwargs["input_ids"].numel())

    hook = model.register_forward_pre_hook(note, with_kwargs=True)
    batch = collate(encoded(texts), range(len(texts)))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        found = [by_sequence(hidden_states(model, batch, layer=layer), batch) for layer in (1, 3)]
    hook.remove()
    assert seen == [3 * flat.TOKENS] * 2
    for layer, rows in zip((1, 3), found, strict=True):
        expected = one_by_one(model, texts, layer)
        for a, b in zip(rows, expected, strict=True):
            torch.testing.assert_close(a.float(), b, atol=0.06, rtol=0.02)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_last_layer_equals_the_encoders_own_output(family: str) -> None:
    model, texts = encoder(family), sequences([7, 25, 7])
    with torch.no_grad():
        expected = [model(torch.tensor([ids])).last_hidden_state[0] for ids in texts]
        model.set_attn_implementation(flat.NAME)
        batch = collate(encoded(texts), range(3))
        found = by_sequence(hidden_states(model, batch), batch)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def test_padded_fallback_gives_the_same_states() -> None:
    model, texts = encoder("xlm-roberta"), sequences([4, 19, 11])
    batch = collate(encoded(texts), range(3))
    with torch.no_grad():
        model.set_attn_implementation("sdpa")
        padded = hidden_states(model, batch), hidden_states(model, batch, layer=2)
        model.set_attn_implementation(flat.NAME)
        unpadded = hidden_states(model, batch), hidden_states(model, batch, layer=2)
    for a, b in zip(padded, unpadded, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def test_gradients_without_padding_equal_those_of_padded_rows() -> None:
    texts = sequences([4, 19, 11, 19])
    batch = collate(encoded(texts), range(4))
    gradients = []
    for name in ("sdpa", flat.NAME):
        model = encoder("xlm-roberta")
        model.set_attn_implementation(name)
        hidden_states(model, batch).square().sum().backward()
        gradients.append([p.grad for p in model.parameters() if p.grad is not None])
    assert len(gradients[0]) == len(gradients[1]) > 20
    for a, b in zip(*gradients, strict=True):
        torch.testing.assert_close(a, b, atol=1e-3, rtol=1e-4)


@pytest.mark.parametrize("name", ["sdpa", flat.NAME])
def test_given_positions_replace_counted_ones(name: str) -> None:
    model, texts = encoder("xlm-roberta"), sequences([6, 9])
    own = [[0, 1, 2, 0, 1, 2], [0, 1, 2, 3, 4, 0, 1, 2, 3]]
    batch = collate(encoded(texts, per_token={"positions": own}), range(2))
    with torch.no_grad():
        alone = [
            model(torch.tensor([ids]), position_ids=torch.tensor([positions]) + 2).last_hidden_state[0]
            for ids, positions in zip(texts, own, strict=True)
        ]
        model.set_attn_implementation(name)
        found = by_sequence(hidden_states(model, batch), batch)
    for states, expected in zip(found, alone, strict=True):
        torch.testing.assert_close(states, expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_of_the_attention_interface_are_run_without_padding(family: str) -> None:
    model = encoder(family).train()
    before = model.config._attn_implementation
    assert flat.can_run_flat(model)
    assert (model.training, model.config._attn_implementation) == (True, before)


@pytest.mark.parametrize("family", PADDED)
@pytest.mark.parametrize("layer", [0, 2, 3])
def test_other_encoders_are_run_padded(family: str, layer: int) -> None:
    model = encoder(family)
    assert not flat.can_run_flat(model)
    texts = [[6, 4, 7, 4, 9], *sequences([17, 9])]  # 4 is ESM's mask, which it counts
    batch = collate(encoded(texts), range(3))
    with torch.no_grad():
        found = by_sequence(hidden_states(model, batch, layer=layer), batch)
        for ids, states in zip(texts, found, strict=True):
            expected = model(torch.tensor([ids]), output_hidden_states=True).hidden_states[layer][0]
            torch.testing.assert_close(states, expected, atol=1e-5, rtol=1e-4)


def test_a_pass_may_begin_and_end_within_another() -> None:
    """What a pass needs goes with it and is no state of the process."""
    model, texts = encoder("bert"), sequences([4, 19, 11])
    model.set_attn_implementation(flat.NAME)
    batch, other = collate(encoded(texts), range(3)), collate(encoded(texts), [1])

    def interrupt(*_: object) -> None:
        hook.remove()
        hidden_states(model, other)

    with torch.no_grad():
        alone = hidden_states(model, batch)
        hook = encoder_layers(model)[0].register_forward_hook(interrupt)
        within = hidden_states(model, batch)
    assert torch.equal(alone, within)
