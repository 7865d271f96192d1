"""Hidden states of several layers from one pass, for probes that follow a measure through the encoder."""

from collections.abc import Sequence

from torch import Tensor
from transformers import PreTrainedModel

from xstilts.base import numerals
from xstilts.base.errors import UserError
from xstilts.models import flat
from xstilts.models.batch import Batch
from xstilts.models.head_spec import WORD_EMBEDDINGS
from xstilts.models.layer_hooks import watched


def chosen_layers(layers: str, count: int) -> tuple[int, ...]:
    """The layers, ascending, that the setting names in an encoder of `count`: 0 is the embeddings' output.

    "all", "upper" (from the middle up), "last", "words" (the table of word embeddings) or numbers with spaces between.
    Raises UserError for what is none of these.

    >>> chosen_layers("upper", 3), chosen_layers("all", 2), chosen_layers("8 4", 12), chosen_layers("last", 12)
    ((2, 3), (0, 1, 2), (4, 8), (12,))
    """
    if layers in ("last", "words"):
        return (count if layers == "last" else WORD_EMBEDDINGS,)
    if layers in ("all", "upper"):
        return tuple(range(0 if layers == "all" else -(-count // 2), count + 1))
    numbers = [numerals.whole_number(number) for number in layers.split()]
    if not numbers or not all(number is not None and number <= count for number in numbers):
        raise UserError(
            f"layers {layers!r}: the encoder has {count} layers: choose `all`, `upper` (from the middle up), `last`, "
            f"`words`, or numbers from 0 (embeddings) to {count} with spaces between"
        )
    return tuple(sorted({number for number in numbers if number is not None}))


def states_by_layer(encoder: PreTrainedModel, batch: Batch, layers: Sequence[int]) -> list[Tensor]:
    """The hidden states of every token, (T, width), after each of the ascending `layers`; no layer above runs."""
    held: dict[int, Tensor] = {}
    with watched(encoder, layers[:-1], held.__setitem__):
        top = flat.hidden_states(encoder, batch, layer=layers[-1])
    return [*(flat.by_token(encoder, held[layer], batch) for layer in layers[:-1]), top]
