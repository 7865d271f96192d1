"""What keeps a model near where it starts: weights that do not move, and a pull back for those that do."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from xstilts.base.errors import UserError
from xstilts.models.layer_hooks import encoder_layers
from xstilts.models.model import Model


def freeze(model: Model, what: str | int | None) -> None:
    """Leave weights of the encoder as they are: its `embeddings` of pieces, or all of its embeddings and as many layers
    as the number says, from the first one up. Raises UserError for more layers than there are.
    """
    layers = encoder_layers(model.encoder)
    count = what if isinstance(what, int) else 0
    if count > len(layers):
        raise UserError(f"freeze: {count} layers, but the encoder has {len(layers)}. Freeze fewer.")
    model.encoder.requires_grad_(True)
    if isinstance(what, int):
        inside = {id(parameter) for layer in layers for parameter in layer.parameters()}
        for name, parameter in model.encoder.named_parameters():
            # What stands outside of the layers is before them (embeddings of any kind) or after them (a last norm).
            parameter.requires_grad_(id(parameter) in inside or "embed" not in name)
        for layer in layers[:count]:
            layer.requires_grad_(False)
    if what == "embeddings":
        model.encoder.get_input_embeddings().requires_grad_(False)


@dataclass(frozen=True)
class Anchor:
    """L2-SP (Li, Grandvalet and Davoine 2018, equation 2): a loss of strength / 2 x |w - w0|^2 over the encoder.

    `pairs` holds each trained weight of the encoder with what it was at the start; heads have no start to go back to.
    """

    strength: float
    pairs: tuple[tuple[nn.Parameter, Tensor], ...]

    @classmethod
    def of(cls, model: Model, strength: float) -> "Anchor":
        """The anchor at the model as it is now; none where there is no strength."""
        trained = (parameter for parameter in model.encoder.parameters() if parameter.requires_grad)
        pairs = tuple((parameter, parameter.detach().clone()) for parameter in trained) if strength else ()
        return cls(strength, pairs)

    def pull(self) -> None:
        """Add the gradient of that loss, strength x (w - w0), to that of the step."""
        for parameter, start in self.pairs:
            away = self.strength * (parameter.detach() - start)
            parameter.grad = away if parameter.grad is None else torch.add(parameter.grad, away)
