"""Which head a task type needs, as a plain value: task types name it without importing torch."""

from dataclasses import dataclass

from xstilts.base import numerals
from xstilts.base.errors import UserError

WORD_EMBEDDINGS = -1
"""The "layer" that is the table of word embeddings, before positions are added and anything is normalised."""


@dataclass(frozen=True, kw_only=True)
class HeadSpec:
    """Which head of `models.heads` a task type needs: `kind` is its name there, `outputs` its width.

    `labels` are the names of the outputs in their order, where they have any: a checkpoint keeps them. `layer` is the
    encoder layer that the head reads (None: the last; 0: the embeddings); `layers` are several, as
    `chosen_layers` reads them: the head then reads each, and its outputs have a dimension of layers after
    the first. `settings` are the kind's own, such as ("pooling", "mean"). `vectors`: the outputs are vectors that
    nothing learns; they are kept by layer, and compared without a model.
    """

    kind: str
    outputs: int = 0
    labels: tuple[str, ...] = ()
    layer: int | None = None
    layers: str | None = None
    settings: tuple[tuple[str, str | float | bool], ...] = ()
    vectors: bool = False

    @property
    def layer_names(self) -> str:
        """The layers that it reads, as `chosen_layers` takes them, also where it is a single one."""
        if self.layers is not None:
            return self.layers
        if self.layer is None:
            return "last"
        return "words" if self.layer == WORD_EMBEDDINGS else str(self.layer)


def pool_head(*, pooling: str, special_tokens: bool, layer: int | None = None, layers: str | None = None) -> HeadSpec:
    """One vector a row from a layer, or from each of `layers`, without weights of its own: `models.heads.PoolHead`."""
    settings = (("pooling", pooling), ("special_tokens", special_tokens))
    return HeadSpec(kind="pool", layer=layer, layers=layers, settings=settings, vectors=True)


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
