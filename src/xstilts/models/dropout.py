"""Dropout (Srivastava et al. 2014) at half the cost on a CPU: 16 random bits an element instead of a float's worth.

torch draws its mask one number at a time there, which takes longer than the layer norm beside it. Here one draw from
torch's generator seeds a stream of raw bits, so a step's seed decides all masks, as before.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

_STEPS = 1 << 16


def dropout(states: Tensor, rate: float) -> Tensor:
    """`states` with each element 0 at the given rate and the others scaled up, so that their mean stays.

    On a CPU the rate is rounded to a multiple of 2^-16, and the scale fits that. Elsewhere it is torch's own.
    """
    dropped = round(rate * _STEPS)
    if states.device.type != "cpu" or not 0 < dropped < _STEPS:
        return functional.dropout(states, rate)
    product: Tensor = _Multiply.apply(states, _mask(states, dropped))  # type: ignore[no-untyped-call]
    return product


@torch.compiler.disable  # type: ignore[untyped-decorator]
def _mask(states: Tensor, dropped: int) -> Tensor:
    """0 for `dropped` of 65,536 equally likely cases and a scale for the others, in the shape and type of `states`."""
    stream = np.random.SFC64(int(torch.randint(2**62, ())))
    bits = stream.random_raw(-(-states.numel() // 4)).view(np.int16)[: states.numel()]
    kept = torch.empty_like(states, memory_format=torch.contiguous_format)
    torch.ge(torch.from_numpy(bits).view(states.shape), dropped - _STEPS // 2, out=kept)  # as numbers: no bool between
    return kept.mul_(_STEPS / (_STEPS - dropped))


class _Multiply(torch.autograd.Function):
    """A product whose second factor is constant: it keeps that one alone for the backward pass."""

    @staticmethod
    def forward(ctx: Any, states: Tensor, mask: Tensor) -> Tensor:
        ctx.save_for_backward(mask)
        return states * mask

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (mask,) = ctx.saved_tensors
        return gradient * mask, None


class Dropout(nn.Dropout):
    """A module for `dropout`; it has no weights, so checkpoints are the same with it."""

    def forward(self, input: Tensor) -> Tensor:
        """Drop elements while training."""
        return dropout(input, self.p) if self.training else input


def replace_dropout(module: nn.Module) -> None:
    """Put this dropout in the place of torch's, everywhere within `module`."""
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if type(child) is nn.Dropout:
                setattr(parent, name, Dropout(child.p).train(child.training))
