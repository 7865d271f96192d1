"""Attention among the tokens of sequences in a block, by whichever way is fastest where it runs."""

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from xstilts.models.dropout import dropout


def attention(
    query: Tensor, key: Tensor, value: Tensor, *, mask: Tensor | None, rate: float, scale: float | None
) -> Tensor:
    """Scaled dot-product attention (Vaswani et al. 2017, equation 1), (n, heads, L, d) in and out.

    `mask`, of a shape that fits (n, heads, L, L), is True where a token may look, `rate` that of dropout on the
    weights, `scale` 1 / sqrt(d) where None.
    """
    if in_steps(query, rate):
        return _in_steps(query, key, value, mask=mask, rate=rate, scale=scale)
    return scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=rate, scale=scale)


def in_steps(query: Tensor, rate: float) -> bool:
    """Whether two products and a softmax are faster than torch's fused kernel.

    On a CPU that has no dropout, and its backward pass in bfloat16 takes three to six times as long.
    """
    return query.device.type == "cpu" and (rate > 0 or query.dtype == torch.bfloat16)


def _in_steps(
    query: Tensor, key: Tensor, value: Tensor, *, mask: Tensor | None, rate: float, scale: float | None
) -> Tensor:
    # Scaled before the product, on (n, heads, L, d), which is smaller than the (n, heads, L, L) after it.
    scores = (query * (query.shape[-1] ** -0.5 if scale is None else scale)) @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    # Each token's weights over those that it may look at sum to 1; dropout takes out some, as the fused kernel does.
    weights = scores.softmax(-1)
    return (dropout(weights, rate) if rate else weights) @ value
