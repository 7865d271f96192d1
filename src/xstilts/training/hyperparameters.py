"""The settings of one training phase. What is left out is inherited: recipe over study over the defaults here."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, ClassVar, Literal

from xstilts.base.config import settings
from xstilts.training.adapter_settings import Adapter
from xstilts.training.rule_settings import Rule, RuleName, complete


@settings
class Training:
    """Hyperparameters, named as transformers names them. `None` means inherited; every one changes numbers.

    Either `max_steps` or `num_train_epochs` says how long; `warmup` is a share of all steps.
    `batching`: `grouped` makes batches of examples of similar length, `random` draws them freely.
    `precision`: `bf16` is autocast with weights kept in float32. `freeze`: `embeddings` leaves the vectors of pieces
    as they are, those of languages without examples too, so that what was aligned stays so; a number all embeddings and
    so many layers from the first one up; `nothing` trains all. `l2_start` pulls the encoder back to where it starts
    (L2-SP), see training.hold_back.
    With `mixed_batches` every step has examples of all tasks, else of one task drawn by its share.
    `rules` make the steps of labelled tasks robust, see training.rules; an empty list is none.
    An `adapter` is trained in place of the encoder, see training.adapters. `compile` runs the encoder through
    torch.compile, whose fused kernels round in their own way.
    """

    ADDED: ClassVar[Mapping[str, Any]] = {"rules": (), "mixed_batches": False, "adapter": "none", "compile": False}

    learning_rate: float | None = None
    max_steps: int | None = None
    num_train_epochs: float | None = None
    batch_size: int | None = None
    max_length: int | None = None
    warmup: float | None = None
    schedule: Literal["linear", "cosine", "constant"] | None = None
    weight_decay: float | None = None
    max_grad_norm: float | None = None
    adam_beta2: float | None = None
    batching: Literal["grouped", "random"] | None = None
    precision: Literal["fp32", "bf16"] | None = None
    freeze: Literal["nothing", "embeddings"] | int | None = None
    l2_start: float | None = None
    mixed_batches: bool | None = None
    rules: tuple[RuleName | Rule, ...] | None = None
    adapter: Adapter | Literal["none"] | None = None
    compile: bool | None = None

    def __post_init__(self) -> None:
        """Refuse values that cannot train."""
        for name in ("learning_rate", "max_steps", "num_train_epochs", "batch_size", "max_grad_norm"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"{name}: must be above 0, not {value}")
        for name in ("l2_start", "freeze"):
            value = getattr(self, name)
            if isinstance(value, int | float) and value < 0:
                raise ValueError(f"{name}: must be 0 or more, not {value}")
        if self.warmup is not None and not 0 <= self.warmup < 1:
            raise ValueError(f"warmup: is a share of all steps, from 0 to below 1, not {self.warmup}")
        if self.max_length is not None and self.max_length < 8:
            raise ValueError(f"max_length: must be at least 8 tokens, not {self.max_length}")
        if self.max_steps is not None and self.num_train_epochs is not None:
            raise ValueError("give max_steps or num_train_epochs, not both")

    def over(self, inherited: "Training") -> "Training":
        """These settings, with what they leave out taken from `inherited`."""
        own = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        given = {name: value for name, value in own.items() if value is not None}
        if self.rules is not None:
            given["rules"] = tuple(complete(rule) for rule in self.rules)
        if given.keys() & {"max_steps", "num_train_epochs"}:
            inherited = replace(inherited, max_steps=None, num_train_epochs=None)
        return replace(inherited, **given)


DEFAULTS = Training(
    learning_rate=1e-5,
    num_train_epochs=3,
    batch_size=32,
    max_length=128,
    warmup=0.1,
    schedule="linear",
    weight_decay=0.01,
    max_grad_norm=1.0,
    adam_beta2=0.999,
    batching="grouped",
    precision="fp32",
    freeze="nothing",
    l2_start=0.0,
    mixed_batches=False,
    rules=(),
    adapter="none",
    compile=False,
)
"""What jiant's runner and the X-STILTs guide use, where they say."""
