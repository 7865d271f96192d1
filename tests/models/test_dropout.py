import pytest
import torch
from torch import nn
from transformers import AutoModel, BertConfig

from xstilts.models.dropout import Dropout, dropout, replace_dropout

DTYPES = [torch.float32, torch.bfloat16]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_elements_are_dropped_at_the_rate_and_the_mean_stays(dtype: torch.dtype, rate: float) -> None:
    torch.manual_seed(0)
    found = dropout(torch.ones(1000, 400, dtype=dtype), rate)
    assert found.dtype == dtype
    kept = found != 0
    assert kept.float().mean().item() == pytest.approx(1 - rate, abs=0.002)
    torch.testing.assert_close(found[kept], torch.full_like(found[kept], 1 / (1 - rate)), rtol=1e-2, atol=0)
    for side in (0, 1):  # rows and columns alike
        assert kept.float().mean(side).std().item() < 3 * (rate * (1 - rate) / kept.shape[side]) ** 0.5


def test_the_seed_decides_and_each_call_draws_anew() -> None:
    states = torch.ones(7, 11, 3)

    def draw() -> list[torch.Tensor]:
        torch.manual_seed(3)
        return [dropout(states, 0.3), dropout(states, 0.3)]

    first, again = draw(), draw()
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(*first)
    torch.manual_seed(4)
    assert not torch.equal(dropout(states, 0.3), first[0])


def test_gradients_go_where_states_went() -> None:
    states = torch.randn(50, 6, requires_grad=True)
    found = dropout(states, 0.4)
    found.backward(torch.full_like(found, 2.0))
    assert states.grad is not None
    torch.testing.assert_close(states.grad, torch.where(found == 0, 0.0, 2.0 * 65536 / (65536 - 26214)))


@pytest.mark.parametrize(("rate", "expected"), [(0.0, 1.0), (1.0, 0.0), (1e-9, 1.0)])
def test_the_ends_are_exact(rate: float, expected: float) -> None:
    assert torch.equal(dropout(torch.ones(40), rate), torch.full((40,), expected))


def test_modules_are_replaced_and_leave_no_trace_in_a_checkpoint() -> None:
    model = AutoModel.from_config(
        BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    )
    before = list(model.state_dict())
    rates = [module.p for module in model.modules() if isinstance(module, nn.Dropout)]
    replace_dropout(model.eval())
    found = [module for module in model.modules() if isinstance(module, nn.Dropout)]
    assert [module.p for module in found] == rates
    assert rates
    assert all(type(module) is Dropout and not module.training for module in found)
    assert list(model.state_dict()) == before
    states = torch.ones(4)
    assert torch.equal(found[0](states), states)
