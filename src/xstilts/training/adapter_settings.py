"""Adapters as they stand in a study file; `training.adapters` has what they do. No torch: planning reads them."""

from xstilts.base.config import settings


@settings
class Adapter:
    """Small weights that are trained in place of the encoder's: `kind` is a tuner of peft, such as `lora` or `ia3`.

    `target_modules` are the names of the modules that get them, or `all-linear`; unless said, peft's choice for the
    encoder's family. `options` are fields of peft's configuration of the kind, such as `r` and `lora_alpha` of LoRA.
    """

    kind: str = "lora"
    target_modules: tuple[str, ...] | str | None = None
    options: tuple[tuple[str, int | float | str | bool], ...] = ()

    def __post_init__(self) -> None:
        """Refuse an adapter that is nowhere."""
        if self.target_modules in ((), ""):
            raise ValueError("target_modules: none given, expected at least one name, or leave the setting out")
