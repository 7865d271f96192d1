"""A stage is a frozen value: its hash is its identity, its fields that are stages are the edges of the graph."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TypeGuard

Fingerprints = tuple[tuple[str, str], ...]
"""What a stage reads from outside: (logical name, sha256) of every data file or `hub id@revision`."""


@dataclass(frozen=True)
class Progress:
    """How far a running stage is. `done` and `total` count `unit`; `note` is a short text such as a loss."""

    done: int
    total: int
    unit: str
    note: str = ""


def _silent(progress: Progress) -> None:
    """Take progress and show nothing."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """Where a stage runs. Nothing in it may change a number, so nothing of it is in a key.

    `data` is the folder of data sets, `cache` a folder for what can be made again (encoded text), `threads` the
    cores that the stage may use, `progress` takes a sign of life at least every few seconds. Where `ranks` processes
    run one stage, each has its `rank`, knows the file of their `meeting` and computes in a `pulse`, a sign of life too.
    """

    data: Path | None = None
    cache: Path | None = None
    device: str = "cpu"
    threads: int = 1
    ranks: int = 1
    rank: int = 0
    meeting: Path | None = None
    progress: Callable[[Progress], None] = field(default=_silent, compare=False)
    pulse: Callable[[], AbstractContextManager[None]] = field(default=nullcontext, compare=False)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a study: it reads the folders of its inputs and fills one folder of its own.

    A subclass is a frozen dataclass. `VERSION` goes up when its code changes what comes out. `ADDED` lists fields
    that came later with the value that older results had: at that value they are left out of the key (a class of
    settings inside a stage has its own `ADDED`). Fields in `UNKEYED` never count (what only helps a reader, such as a
    label). `GPU` asks for a GPU slot where there is one; with `RANKS` several processes can run the
    stage together.
    """

    VERSION: ClassVar[int] = 1
    ADDED: ClassVar[Mapping[str, Any]] = {}
    UNKEYED: ClassVar[frozenset[str]] = frozenset()
    GPU: ClassVar[bool] = False
    RANKS: ClassVar[bool] = False
    KINDS: ClassVar[dict[str, type["Stage"]]] = {}

    def __init_subclass__(cls) -> None:
        """Make the class known by its name, under which specs are stored."""
        Stage.KINDS[cls.__name__] = cls

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill the folder `out`. `inputs` maps the name of every field that is a stage to its finished folder
        (`name/0`, `name/1` ... for a tuple of stages). Called again after a kill, it finds in `out` what it left there.
        """
        raise NotImplementedError

    def work(self) -> float:
        """An estimate of the stage's cost in floating-point operations; 0 for what takes no time worth naming."""
        return 0.0

    def slots(self, available: int) -> int:
        """How many of the machine's `available` stages at a time this one stands for; each slot is a core."""
        return 1

    @property
    def label(self) -> str:
        """A short text by which a person knows the stage."""
        return type(self).__name__

    @cached_property
    def inputs(self) -> dict[str, "Stage"]:
        """The stages that this one needs, by field."""
        return dict(_inputs(self))

    @property
    def spec(self) -> dict[str, Any]:
        """All of the stage as plain JSON: other stages stand as `{"$stage": key}`. What a worker rebuilds it from.

        Not kept: ten thousand of them would cost more time in the garbage collector than making them.
        """
        return {
            "stage": type(self).__name__,
            "version": self.VERSION,
            "fields": {entry.name: plain(getattr(self, entry.name)) for entry in fields(self)},
        }

    @cached_property
    def key(self) -> str:
        """SHA-256 of the spec, less the fields that do not count: the stage's identity."""
        kept = {name: value for name, value in _counting(self).items() if name not in self.UNKEYED}
        spec = {"stage": type(self).__name__, "version": self.VERSION, "fields": kept}
        return hashlib.sha256(canonical(spec).encode()).hexdigest()


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text. NaN is refused."""
    return _encode(value)


_SCALARS = frozenset({str, int, bool, type(None)})


def plain(value: Any, *, counting: bool = False) -> Any:
    """A field's value as JSON. Stages become references, frozen dataclasses objects, tuples lists.

    A whole number is written alike as an int and as a float, as Python holds 1 and 1.0 for equal. With `counting`
    only what counts in a key is written: fields that a class lists in `ADDED` are left out at the value there.
    """
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is float:
        return int(value) if value.is_integer() else value
    if kind is tuple or kind is list:
        return [plain(entry, counting=counting) for entry in value]
    if isinstance(value, Stage):
        return {"$stage": value.key}
    if isinstance(value, Mapping):
        return {str(name): plain(entry, counting=counting) for name, entry in value.items()}
    if _is_value(value):
        return _counting(value) if counting else {e.name: plain(getattr(value, e.name)) for e in fields(value)}
    raise TypeError(f"a stage's field cannot hold {type(value).__name__}: {value!r}")


def _counting(value: Any) -> dict[str, Any]:
    """The fields of a stage or a value that are not at the value which results had before the field was there."""
    added: Mapping[str, Any] = getattr(value, "ADDED", {})
    return {
        name: plain(held, counting=True)
        for name, held in ((entry.name, getattr(value, entry.name)) for entry in fields(value))
        if name not in added or plain(held) != plain(added[name])
    }


def _is_value(value: object) -> TypeGuard[Any]:
    return is_dataclass(value) and not isinstance(value, type)


def _inputs(stage: Stage) -> Iterator[tuple[str, Stage]]:
    for entry in fields(stage):
        value = getattr(stage, entry.name)
        if isinstance(value, Stage):
            yield entry.name, value
        elif isinstance(value, tuple):
            yield from ((f"{entry.name}/{i}", item) for i, item in enumerate(value) if isinstance(item, Stage))


def closure(stages: list[Stage]) -> list[Stage]:
    """The given stages and all that they need, one per key, inputs before what needs them."""
    ordered: dict[str, Stage] = {}
    pending = list(reversed(stages))
    while pending:
        stage = pending[-1]
        missing = [] if stage.key in ordered else [s for s in stage.inputs.values() if s.key not in ordered]
        if missing:
            pending.extend(reversed(missing))
        else:
            pending.pop()
            ordered.setdefault(stage.key, stage)
    return list(ordered.values())
