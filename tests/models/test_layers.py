import pytest
import torch
from transformers import PreTrainedTokenizerFast

from xstilts.base.errors import UserError
from xstilts.models import encoders, flat
from xstilts.models.architecture import Architecture
from xstilts.models.batch import Batch, collate
from xstilts.models.encoded import encoded
from xstilts.models.head_spec import WORD_EMBEDDINGS, chosen_layers, pool_head
from xstilts.models.layer_hooks import encoder_layers
from xstilts.models.layers import states_by_layer
from xstilts.models.model import Model

TEXTS = [[0, 9, 10, 4, 2], [0, 4, 12, 2], [0, 7, 8, 9, 10, 11, 2]]


@pytest.fixture
def model(tokenizer: PreTrainedTokenizerFast) -> Model:
    sizes = Architecture(layers=4, width=16, heads=2, feed_forward=32, max_length=64)
    return Model(encoders.build(sizes, tokenizer, 0), tokenizer).eval()


@pytest.fixture
def batch() -> Batch:
    return collate(encoded(TEXTS), [2, 0, 1])


@pytest.mark.parametrize("attention", [flat.NAME, "sdpa"])
@pytest.mark.parametrize("layers", [(0, 1, 2, 3, 4), (1, 3), (2,), (4,)])
def test_one_pass_gives_the_states_of_every_layer_by_itself(
    model: Model, batch: Batch, attention: str, layers: tuple[int, ...]
) -> None:
    model.encoder.set_attn_implementation(attention)
    with torch.no_grad():
        found = states_by_layer(model.encoder, batch, layers)
        expected = [flat.hidden_states(model.encoder, batch, layer=layer) for layer in layers]
    assert len(found) == len(layers)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs)


def test_no_layer_above_the_last_one_asked_for_runs_and_no_hook_is_left(model: Model, batch: Batch) -> None:
    ran: list[int] = []
    modules = encoder_layers(model.encoder)
    own = [m.register_forward_hook(lambda *args, at=i: ran.append(at)) for i, m in enumerate(modules, start=1)]
    states_by_layer(model.encoder, batch, (0, 2))
    assert ran in ([1], [1, 2])  # the last one asked for is left from inside
    for hook in own:
        hook.remove()
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in modules)


def test_a_pooled_head_of_several_layers_has_a_vector_a_layer(model: Model, batch: Batch) -> None:
    model.add_head("all", pool_head(pooling="mean", special_tokens=False, layers="all"))
    for layer in range(5):
        model.add_head(f"at{layer}", pool_head(pooling="mean", special_tokens=False, layer=layer))
    with torch.no_grad():
        vectors = model("all", batch)
        assert vectors.shape == (3, 5, 16)
        for layer in range(5):
            torch.testing.assert_close(vectors[:, layer], model(f"at{layer}", batch))
        rows = model.head("all").split(vectors, batch)
    assert [tuple(row.shape) for row in rows] == [(5, 16)] * 3


def test_word_embeddings_are_the_table_itself(model: Model, batch: Batch) -> None:
    table = model.encoder.get_input_embeddings().weight
    torch.testing.assert_close(flat.hidden_states(model.encoder, batch, layer=WORD_EMBEDDINGS), table[batch.tokens])


@pytest.mark.parametrize("layers", ["", "5", "-1", "middle", "2 x"])
def test_a_layer_that_the_encoder_has_not_is_one_clear_error(layers: str) -> None:
    with pytest.raises(UserError, match=r"the encoder has 4 layers: choose `all`, `upper` \(from the middle up\)"):
        chosen_layers(layers, 4)
