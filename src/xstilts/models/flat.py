"""Encoders without padding: every linear layer sees one long row of tokens, attention runs inside sequences.

The attention function is registered with transformers' attention interface, so any encoder that uses the
interface takes part. Encoders that do not are run on padded rows; what comes out has the same shape.
"""

import inspect
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel

from xstilts.base.errors import UserError
from xstilts.models import packed
from xstilts.models.attention import attention
from xstilts.models.batch import Batch, collate
from xstilts.models.blocks import Block, blocks
from xstilts.models.encoded import encoded
from xstilts.models.head_spec import WORD_EMBEDDINGS
from xstilts.models.layer_hooks import watched

NAME = "xstilts_flat"

TOKENS = 64
"""The number of tokens of a row on the grid is a multiple of this."""

LAYOUT = "xstilts_layout"
"""The argument that an encoder hands on to its attentions."""


@dataclass(frozen=True)
class Layout:
    """Where the sequences of a row lie: in `blocks`, and between neighbours of `bounds` (S + 1,), int32."""

    blocks: list[Block]
    bounds: Tensor


class _Reached(Exception):
    """Carries the hidden states out of a forward pass once the wanted layer has them."""

    def __init__(self, hidden: Tensor) -> None:
        self.hidden = hidden


@torch.compiler.disable  # type: ignore[untyped-decorator]
def flat_attention(  # noqa: PLR0913, PLR0917 - the signature is that of transformers' attention interface
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    sliding_window: int | None = None,
    **kwargs: Any,
) -> tuple[Tensor, None]:
    """Self-attention inside each sequence of the flat row. (1, heads, T, d) in, (1, T, heads, d) out.

    Every block of sequences (`blocks`) is one dense call, unless a kernel takes the whole row at once.
    """
    key, value = (_for_all_heads(states, query.shape[1]) for states in (key, value))
    name = packed.kernel(device=query.device.type, dtype=query.dtype, rate=dropout, among=packed.installed())
    layout: Layout = kwargs[LAYOUT]
    if name is not None:
        # (1, heads, T, d) to (T, heads, d), as kernels for rows take it
        row = (query[0].transpose(0, 1), key[0].transpose(0, 1), value[0].transpose(0, 1))
        options = {"rate": dropout, "scale": scaling, "window": sliding_window}
        longest = layout.blocks[-1].length
        return packed.packed_attention(name, row, bounds=layout.bounds, longest=longest, **options)[None], None
    # Blocks lie in the row one after another, each (count, heads, length, d) for itself: no token sees another block.
    pieces = []
    for block in layout.blocks:
        mask = _mask(block, sliding_window, query.device)
        states = (block.dense(query), block.dense(key), block.dense(value))
        pieces.append(block.flat(attention(*states, mask=mask, rate=dropout, scale=scaling)))
    filled = query.shape[2] - layout.blocks[-1].end  # what rounds the row up to the grid has no sequence
    if filled:
        pieces.append(query.new_zeros(1, filled, query.shape[1], query.shape[3]))
    return torch.cat(pieces, dim=1), None


def _for_all_heads(states: Tensor, heads: int) -> Tensor:
    """Keys or values for as many heads as queries have, where groups of heads share them (Ainslie et al. 2023)."""
    shared = heads // states.shape[1]
    return states if shared == 1 else states.repeat_interleave(shared, dim=1)


def _mask(block: Block, window: int | None, device: torch.device) -> Tensor | None:
    """True where a token may look, or None where it may look at all of the block's places."""
    if window is None or block.length <= window:
        return block.shown
    # (length, length): tokens less than a window apart, as ModernBERT's local layers see them
    place = torch.arange(block.length, device=device)
    near = (place[:, None] - place[None, :]).abs() < window
    return near if block.shown is None else near & block.shown


def _no_mask(*args: Any, **kwargs: Any) -> None:
    """The mask that the flat attention needs: none."""


AttentionInterface.register(NAME, flat_attention)
AttentionMaskInterface.register(NAME, _no_mask)


def _layout(batch: Batch, heads: int) -> Layout:
    device = batch.tokens.device
    ends = torch.tensor(batch.lengths).cumsum(0)
    bounds = torch.cat([ends.new_zeros(1), ends]).to(device, torch.int32)
    return Layout(blocks(batch.lengths, heads=heads, grid=_on_grid(device), device=device), bounds)


def _on_grid(device: torch.device) -> bool:
    """Whether shapes are rounded up, as suits the kernels for bfloat16 of a CPU."""
    return device.type == "cpu" and torch.is_autocast_enabled("cpu")


def can_run_flat(encoder: PreTrainedModel) -> bool:
    """Whether the encoder can run without padding: its attention goes through transformers' interface, and it computes
    the same so as on padded rows.

    The second is tried out, as an encoder may count something over a whole row (ESM: hidden tokens; others positions of
    their own) or not hand arguments on to its attentions.
    """
    if not getattr(encoder, "_supports_attention_backend", False) or encoder.config.is_encoder_decoder:
        return False
    plain, training = encoder.config._attn_implementation, encoder.training
    batch, found = _probe(encoder), []
    encoder.eval()
    try:
        with torch.no_grad():
            for name, run in ((plain, _run_padded), (NAME, _run_flat)):
                encoder.set_attn_implementation(name)
                found.append(run(encoder, batch, None))
    except (TypeError, KeyError, ValueError):
        return False
    finally:
        encoder.set_attn_implementation(plain)
        encoder.train(training)
    padded, flat = found
    return bool((flat - padded).abs().max() <= 1e-3 * padded.abs().max().clamp_min(1e-6))


def _probe(encoder: PreTrainedModel) -> Batch:
    """Two sequences of different length, of any tokens but padding, with the mask in one."""
    config = encoder.config
    mask, padding = getattr(config, "mask_token_id", None), config.pad_token_id
    one, other, *_ = (number for number in range(config.vocab_size) if number not in (mask, padding))
    return collate(encoded([[one, other if mask is None else mask, other], [other, one, one, other, one]]), [0, 1])


def position_offset(encoder: PreTrainedModel) -> int:
    """The position id of a sequence's first token: RoBERTa-like encoders count from the padding id on."""
    embeddings = getattr(encoder, "embeddings", None)
    if hasattr(embeddings, "create_position_ids_from_input_ids"):
        return int(encoder.config.pad_token_id) + 1
    return 0


def hidden_states(
    encoder: PreTrainedModel, batch: Batch, *, layer: int | None = None, inputs_embeds: Tensor | None = None
) -> Tensor:
    """The hidden states of every token, (T, width), after `layer` (0: embeddings; None: the encoder's output).

    WORD_EMBEDDINGS is the table itself, without positions. Runs no further than that layer. `inputs_embeds` (T, width)
    replaces the embedding of `batch.tokens`.
    """
    if layer == WORD_EMBEDDINGS:
        table: Tensor = encoder.get_input_embeddings()(batch.tokens)
        return table
    run = _run_flat if encoder.config._attn_implementation == NAME else _run_padded
    if layer is None or layer == encoder.config.num_hidden_layers:
        return run(encoder, batch, inputs_embeds)

    def stop(_: int, states: Tensor) -> None:
        raise _Reached(states)

    try:
        with watched(encoder, (layer,), stop):
            run(encoder, batch, inputs_embeds)
    except _Reached as reached:
        return by_token(encoder, reached.hidden, batch)
    raise RuntimeError(f"{type(encoder).__name__} never reached layer {layer}")


def _run_flat(encoder: PreTrainedModel, batch: Batch, inputs_embeds: Tensor | None) -> Tensor:
    count = len(batch.tokens)
    more = -count % TOKENS if _on_grid(batch.tokens.device) else 0

    def row(states: Tensor) -> Tensor:
        """The states as a batch of one, its end filled up with the first of them."""
        return torch.cat([states, states[:1].expand(more, *states.shape[1:])])[None] if more else states[None]

    text = {"input_ids": row(batch.tokens)} if inputs_embeds is None else {"inputs_embeds": row(inputs_embeds)}
    if "token_types" in batch.columns:
        text["token_type_ids"] = row(batch.columns["token_types"])
    # Positions say where a token stands in its sequence, since the row itself knows no bounds. (1, T + more)
    layout = _layout(batch, encoder.config.num_attention_heads)
    output = encoder(**text, position_ids=row(batch.positions + position_offset(encoder)), **{LAYOUT: layout})
    hidden: Tensor = output.last_hidden_state[0, :count]
    return hidden


def _run_padded(encoder: PreTrainedModel, batch: Batch, inputs_embeds: Tensor | None) -> Tensor:
    lengths = list(batch.lengths)

    def pad(flat: Tensor, value: float = 0) -> Tensor:
        return pad_sequence(list(torch.split(flat, lengths)), batch_first=True, padding_value=value)

    inputs: dict[str, Tensor] = {"attention_mask": pad(torch.ones_like(batch.tokens))}
    if inputs_embeds is None:
        inputs["input_ids"] = pad(batch.tokens, encoder.config.pad_token_id or 0)
    else:
        inputs["inputs_embeds"] = pad(inputs_embeds)
    if "token_types" in batch.columns:
        inputs["token_type_ids"] = pad(batch.columns["token_types"])
    if batch.own_positions:
        if "position_ids" not in inspect.signature(encoder.forward).parameters:
            raise UserError(
                f"{type(encoder).__name__} takes no position ids, so positions cannot begin anew at a translation. "
                "Set `options: {reset_positions: false}` for the corpus of translations."
            )
        inputs["position_ids"] = pad(batch.positions + position_offset(encoder))
    return _unpad(encoder(**inputs).last_hidden_state, batch)


def by_token(encoder: PreTrainedModel, states: Tensor, batch: Batch) -> Tensor:
    """What a layer computes, in the encoder's own shape, as (T, width)."""
    flat_row = encoder.config._attn_implementation == NAME
    return states[0, : len(batch.tokens)] if flat_row else _unpad(states, batch)


def _unpad(padded: Tensor, batch: Batch) -> Tensor:
    return torch.cat([row[:length] for row, length in zip(padded, batch.lengths, strict=True)])
