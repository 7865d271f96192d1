"""The arithmetic of a pass: float32, or bfloat16 by autocast where the device has it. Nothing falls back unsaid."""

from contextlib import AbstractContextManager, nullcontext

import torch

from xstilts.base.errors import UserError


def autocast(precision: str, device: torch.device) -> AbstractContextManager[object]:
    """A context in which a model computes at this precision. Raises UserError where the device cannot."""
    if precision == "fp32":
        return nullcontext()
    if device.type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        raise UserError(
            f"precision: {precision}: {torch.cuda.get_device_name(device)} has no bfloat16 arithmetic. Set "
            "`precision: fp32`, or take a GPU of compute capability 8.0 or later."
        )
    return torch.autocast(device.type, torch.bfloat16)
