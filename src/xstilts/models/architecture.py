"""The sizes of an encoder that is built from nothing, as plain settings: no torch is needed to plan with them."""

from xstilts.base.config import settings


@settings
class Architecture:
    """The sizes of an encoder built from nothing. `family` is a transformers model type with a masked-LM class.

    Defaults are the `tiny` encoder: XLM-R's architecture, small enough to train on a laptop.
    """

    family: str = "xlm-roberta"
    layers: int = 3
    width: int = 128
    heads: int = 4
    feed_forward: int = 512
    max_length: int = 256
    dropout: float = 0.0

    def __post_init__(self) -> None:
        """Refuse sizes that no encoder can have."""
        for name in ("layers", "width", "heads", "feed_forward", "max_length"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}: must be at least 1, not {getattr(self, name)}")
        if self.width % self.heads:
            raise ValueError(f"width: {self.width} is no multiple of heads ({self.heads}), which it is shared among")

    def parameters(self) -> int:
        """Weights of the transformer layers, embeddings left out: what compute is counted by."""
        return self.layers * (4 * self.width**2 + 2 * self.width * self.feed_forward)
