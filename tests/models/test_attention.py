import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from xstilts.models import packed
from xstilts.models.attention import attention, in_steps
from xstilts.models.packed import kernel, packed_attention

BOTH = frozenset({"flash_attn", "torch"})
NEAR = torch.arange(9)[:, None].sub(torch.arange(9)[None]).abs() < 3


def states(dtype: torch.dtype) -> list[torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(2, 3, 9, 8, dtype=dtype, requires_grad=True) for _ in range(3)]


@pytest.mark.parametrize("mask", [None, NEAR])
@pytest.mark.parametrize("scale", [None, 0.3])
def test_bfloat16_in_steps_is_as_near_to_the_truth_as_torchs_kernel(
    mask: torch.Tensor | None, scale: float | None
) -> None:
    query, key, value = states(torch.bfloat16)
    assert in_steps(query, 0.0)
    exact = [state.detach().double().requires_grad_() for state in (query, key, value)]
    truth = scaled_dot_product_attention(*exact, attn_mask=mask, scale=scale)
    found = attention(query, key, value, mask=mask, rate=0.0, scale=scale)
    torch.testing.assert_close(found.double(), truth, atol=3e-2, rtol=2e-2)
    found.float().square().sum().backward()
    truth.square().sum().backward()
    for state, reference in zip((query, key, value), exact, strict=True):
        torch.testing.assert_close(state.grad.double(), reference.grad, atol=0.1, rtol=5e-2)


@pytest.mark.parametrize("mask", [None, NEAR])
def test_dropout_keeps_the_mean(mask: torch.Tensor | None) -> None:
    query, key, value = (state.detach() for state in states(torch.float32))
    draws = [attention(query, key, value, mask=mask, rate=0.2, scale=None) for _ in range(3000)]
    expected = scaled_dot_product_attention(query, key, value, attn_mask=mask)
    torch.testing.assert_close(torch.stack(draws).mean(0), expected, atol=0.08, rtol=0)
    assert not torch.equal(draws[0], draws[1])


def test_float32_without_dropout_is_torchs() -> None:
    query, key, value = (state.detach() for state in states(torch.float32))
    assert torch.equal(
        attention(query, key, value, mask=None, rate=0.0, scale=None), scaled_dot_product_attention(query, key, value)
    )


@pytest.mark.parametrize(
    ("device", "dtype", "rate", "among", "expected"),
    [
        ("cuda", torch.bfloat16, 0.0, BOTH, "flash_attn"),
        ("cuda", torch.bfloat16, 0.1, BOTH, "flash_attn"),
        ("cuda", torch.float16, 0.0, frozenset({"torch"}), "torch"),
        ("cuda", torch.bfloat16, 0.1, frozenset({"torch"}), None),
        ("cuda", torch.bfloat16, 0.0, frozenset(), None),
        ("cuda", torch.float32, 0.0, BOTH, None),
        ("cpu", torch.bfloat16, 0.0, BOTH, None),
    ],
)
def test_a_kernel_is_chosen_by_what_it_can_do(
    device: str, dtype: torch.dtype, rate: float, among: frozenset[str], expected: str | None
) -> None:
    assert kernel(device=device, dtype=dtype, rate=rate, among=among) == expected


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("name", ["flash_attn", "torch"])
@pytest.mark.parametrize("window", [None, 4])
def test_packed_attention_equals_that_of_each_sequence_alone(name: str, window: int | None) -> None:
    if name not in packed.installed():
        pytest.skip(f"{name} is not installed")
    lengths = [3, 9, 9, 20]
    row = [torch.randn(sum(lengths), 2, 64, dtype=torch.bfloat16, device="cuda") for _ in range(3)]
    bounds = torch.tensor([0, 3, 12, 21, 41], dtype=torch.int32, device="cuda")
    options = {"rate": 0.0, "scale": None, "window": window}
    found = packed_attention(name, (row[0], row[1], row[2]), bounds=bounds, longest=20, **options)
    pieces = zip(*(state.split(lengths) for state in row), strict=True)
    for (query, key, value), mixed in zip(pieces, found.split(lengths), strict=True):
        place = torch.arange(len(query), device="cuda")
        mask = None if window is None else (place[:, None] - place[None]).abs() < window
        alone = [state.transpose(0, 1)[None].float() for state in (query, key, value)]
        expected = scaled_dot_product_attention(*alone, attn_mask=mask)[0].transpose(0, 1)
        torch.testing.assert_close(mixed.float(), expected, atol=3e-2, rtol=2e-2)
