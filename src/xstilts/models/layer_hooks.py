"""What the layers of an encoder compute, told while it runs: by hooks, which every family has alike."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn
from transformers import PreTrainedModel

from xstilts.base.errors import UserError


@contextmanager
def watched(encoder: PreTrainedModel, layers: Collection[int], note: Callable[[int, Tensor], None]) -> Iterator[None]:
    """Within the context `note` is called with the number and the states of each of the `layers` as it runs.

    Layer 0 is what the first one is given. States are in the encoder's own shape. Raises UserError for a layer that the
    encoder does not have.
    """
    modules = encoder_layers(encoder)
    for layer in layers:
        if not 0 <= layer <= len(modules):
            raise UserError(
                f"layer {layer}: the encoder has {len(modules)} layers: choose from 0 (embeddings) to {len(modules)}"
            )
    calls: Counter[nn.Module] = Counter()

    def before(module: nn.Module, inputs: tuple[Any, ...]) -> None:
        if not calls[module]:
            note(0, inputs[0])

    def after(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        # A module that several layers share (ALBERT) is that layer the how-manieth time it runs.
        layer = [place for place, own in enumerate(modules, start=1) if own is module][calls[module]]
        calls[module] += 1
        if layer in layers:
            note(layer, output[0] if isinstance(output, tuple) else output)

    hooks = [modules[0].register_forward_pre_hook(before)] if 0 in layers else []
    hooks += [module.register_forward_hook(after) for module in {modules[layer - 1] for layer in layers if layer}]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def encoder_layers(encoder: PreTrainedModel) -> list[nn.Module]:
    """The encoder's transformer layers as they run, first to last; one that several share comes several times.

    Raises UserError where they cannot be told apart.
    """
    count: int = encoder.config.num_hidden_layers
    groups = getattr(encoder.config, "num_hidden_groups", count)
    for module in encoder.modules():
        if isinstance(module, nn.ModuleList) and len(module) == groups:
            return [module[layer * groups // count] for layer in range(count)]
    raise UserError(
        f"{type(encoder).__name__} has no list of its {count} layers, so none but the last can be read. Leave `layer` "
        "out."
    )
