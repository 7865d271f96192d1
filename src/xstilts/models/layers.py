"""Hidden states of several layers from one pass, for probes that follow a measure through the encoder."""

from collections.abc import Sequence

from torch import Tensor
from transformers import PreTrainedModel

from xstilts.models import flat
from xstilts.models.batch import Batch
from xstilts.models.layer_hooks import watched


def states_by_layer(encoder: PreTrainedModel, batch: Batch, layers: Sequence[int]) -> list[Tensor]:
    """The hidden states of every token, (T, width), after each of the ascending `layers`; no layer above runs."""
    held: dict[int, Tensor] = {}
    with watched(encoder, layers[:-1], held.__setitem__):
        top = flat.hidden_states(encoder, batch, layer=layers[-1])
    return [*(flat.by_token(encoder, held[layer], batch) for layer in layers[:-1]), top]
