"""Which head a task type needs, as a plain value: task types name it without importing torch."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class HeadSpec:
    """Which head of `models.heads` a task type needs: `kind` is its name there, `outputs` its width.

    `layer` is the encoder layer that the head reads (None: the last; 0: the embeddings); `settings` are the
    kind's own, such as ("pooling", "mean").
    """

    kind: str
    outputs: int = 0
    layer: int | None = None
    settings: tuple[tuple[str, str | float | bool], ...] = ()


def pool_head(*, pooling: str, special_tokens: bool, layer: int | None) -> HeadSpec:
    """One vector a row from a layer, without weights of its own; see `models.heads.PoolHead`."""
    return HeadSpec(kind="pool", layer=layer, settings=(("pooling", pooling), ("special_tokens", special_tokens)))
