"""Attention on a GPU over sequences of any length in one call: kernels that take the flat row and its bounds.

flash_attn's kernel (Dao 2023, FlashAttention-2) has dropout; torch's own, the same at heart, has none.
"""

import importlib
from functools import cache
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor


@cache
def installed() -> frozenset[str]:
    """Which of the kernels are there: `flash_attn`, `torch`."""
    modules = {"flash_attn": "flash_attn", "torch": "torch.nn.attention.varlen"}
    return frozenset(name for name, module in modules.items() if find_spec(module) is not None)


def kernel(*, device: str, dtype: torch.dtype, rate: float, among: frozenset[str]) -> str | None:
    """Which of the kernels `among` fits; None where sequences have to be grouped by length.

    All need a GPU and half precision. `rate` is that of dropout.
    """
    if device != "cuda" or dtype not in (torch.float16, torch.bfloat16):
        return None
    if "flash_attn" in among:
        return "flash_attn"
    return "torch" if "torch" in among and rate == 0 else None


def packed_attention(
    name: str, states: tuple[Tensor, Tensor, Tensor], *, bounds: Tensor, longest: int, **options: Any
) -> Tensor:
    """Attention inside each sequence by kernel `name`. Query, key and value (T, heads, d), output (T, heads, d).

    `bounds` (S + 1,) int32 are the ends of sequences. Options: `rate`, `scale`, `window` (None: unlimited).
    """
    window: int | None = options["window"]
    reach = (-1, -1) if window is None else (window - 1, window - 1)
    mixed: Tensor
    if name == "flash_attn":
        mixed = importlib.import_module("flash_attn").flash_attn_varlen_func(
            *states, bounds, bounds, longest, longest,
            dropout_p=options["rate"], softmax_scale=options["scale"], window_size=reach,
        )  # fmt: skip
    else:
        mixed = importlib.import_module("torch.nn.attention.varlen").varlen_attn(
            *states, bounds, bounds, longest, longest, scale=options["scale"], window_size=reach
        )
    return mixed
