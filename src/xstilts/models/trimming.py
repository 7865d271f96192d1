"""Training on the pieces that occur: the others' embeddings stay aside and are put back faded by the weight decay.

A multilingual vocabulary has 250,000 pieces and a task's text perhaps 15,000 of them. The rest get no gradient, so all
that AdamW does to them is to shrink them by (1 - rate * decay) a step, which is one product at the end. That spares
every step a pass over most of the weights, their gradients and moments (Abdaoui et al. 2020, "Load What You Need",
trim for good; here nothing is lost).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from xstilts.models.model import Model

WORTH = 0.5
"""The vocabulary is trimmed where at most this share of it occurs. That is a matter of the data alone, as rounding
may differ: the same study gives the same numbers everywhere."""


def occurring(model: Model, texts: Iterable[NDArray[np.int32]]) -> Tensor:
    """The ids of all pieces in `texts`, special ones too, in ascending order (pieces,)."""
    found = np.zeros(_embedding(model).num_embeddings, dtype=bool)
    for tokens in texts:
        found[tokens] = True
    padding = _embedding(model).padding_idx
    found[[*model.tokenizer.all_special_ids, *([] if padding is None else [padding])]] = True
    return torch.from_numpy(np.flatnonzero(found))


@contextmanager
def trimmed(model: Model, ids: Tensor, *, fade: float) -> Iterator[None]:
    """Within the context the embeddings have the rows `ids` only; batches keep their token ids.

    Afterwards the matrix is whole again, rows left out multiplied by `fade`. A decoder that is tied to the embeddings
    stays tied, but cannot be used within. Does nothing where it is not worth it (`WORTH`) or nothing is trained.
    """
    embedding = _embedding(model)
    if not embedding.weight.requires_grad or len(ids) > WORTH * embedding.num_embeddings:
        yield
        return
    whole, padding = embedding.weight, embedding.padding_idx
    place = torch.full((embedding.num_embeddings,), -1)  # an id that is not there fails the look-up
    place[ids] = torch.arange(len(ids))
    part = nn.Parameter(whole.detach()[ids])
    _replace(model, whole, part)
    embedding.register_buffer("place", place.to(whole.device), persistent=False)
    embedding.padding_idx = None if padding is None else int(place[padding])
    hook = embedding.register_forward_pre_hook(_look_up)
    try:
        yield
    finally:
        hook.remove()
        embedding.padding_idx = padding
        del embedding.place
        with torch.no_grad():
            whole.mul_(fade)
            whole[ids] = part.to(whole.device)
            whole.data = whole.data.to(part.device)
        _replace(model, part, whole)


def _embedding(model: Model) -> nn.Embedding:
    embedding: nn.Embedding = model.encoder.get_input_embeddings()
    return embedding


def _look_up(embedding: nn.Module, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Rows of the trimmed matrix in place of token ids."""
    ids, *rest = arguments
    place: Any = embedding.place
    return (place[ids], *rest)


def _replace(model: nn.Module, old: Tensor, new: Tensor) -> None:
    """Put `new` wherever the model has `old`, so that what is tied stays tied."""
    for module in model.modules():
        for name, parameter in module._parameters.items():
            if parameter is old:
                setattr(module, name, new)
