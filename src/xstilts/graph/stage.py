"""A stage is a frozen value: its hash is its identity, the stages in its fields are the edges of the graph.

What a stage does when it runs lies apart from it, in a module of the same name, so that planning imports no library of
numbers: a class declared in `P.stages.NAME` is run by `P.running.NAME.run`. A new kind of stage is these two files.
"""

import hashlib
import importlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from xstilts.graph.plain import canonical, plain, shape

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


STAGES, RUNNING = "stages", "running"
"""The package that declares stages, and the one beside it that runs them."""


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

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: Any) -> Any:
        """Inside other values a stage is taken as it is, when a worker rebuilds what holds it."""
        # Imported here: pydantic takes a while, and who only plans never rebuilds a stage.
        from pydantic_core import core_schema  # noqa: PLC0415

        return core_schema.is_instance_schema(cls)

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        """Fill the folder `out`. `inputs` maps the place of every stage in the fields to its finished folder: `parent`,
        `terms/0` in a tuple, `tasks/0/model` in a value in a tuple. Called again after a kill, it finds in `out` what
        it left there. A class outside a package of stages writes this method itself.
        """
        package, _, name = type(self).__module__.rpartition(".")
        if package.rpartition(".")[2] != STAGES:
            raise NotImplementedError(
                f"{type(self).__module__}.{type(self).__name__}: nothing runs it. Declare it in a module of a package "
                f"`{STAGES}`, with a function `run` in a module of the same name in the package `{RUNNING}` beside it."
            )
        beside = f"{package.removesuffix(STAGES)}{RUNNING}.{name}"
        importlib.import_module(beside).run(self, inputs, out, context)

    def verify(self, context: Context) -> None:
        """Raises UserError where anything outside of the store is not what the stage was planned with. Called once,
        before the stage runs.
        """

    def work(self) -> float:
        """An estimate of the stage's cost in floating-point operations; 0 for what takes no time worth naming."""
        return 0.0

    def slots(self, available: int) -> int:
        """How many of the machine's `available` stages at a time this one stands for; each slot is a core."""
        return 1

    @property
    def title(self) -> str:
        """What the stage is, in a few words that are the same for all seeds and recipes of a study."""
        return type(self).__name__

    @property
    def after(self) -> str:
        """What tells stages of one title apart but for their seed: the recipe that they come after, or nothing."""
        return ""

    @property
    def label(self) -> str:
        """A short text by which a person knows the stage from all others."""
        return self.title

    @property
    def inputs(self) -> dict[str, "Stage"]:
        """The stages that this one needs, by their place in its fields."""
        return self._identity[1]

    @property
    def spec(self) -> dict[str, Any]:
        """All of the stage as plain JSON: other stages stand as `{"$stage": key}`. What a worker rebuilds it from.

        Not kept: ten thousand of them would cost more time in the garbage collector than making them.
        """
        return {
            "stage": type(self).__name__,
            "version": self.VERSION,
            "fields": {name: plain(getattr(self, name)) for name in shape(type(self)).fields},
        }

    @property
    def key(self) -> str:
        """SHA-256 of the spec, less the fields that do not count: the stage's identity."""
        return self._identity[0]

    @cached_property
    def _identity(self) -> tuple[str, dict[str, "Stage"]]:
        """Key and inputs: one walk through the fields finds both, as planning asks ten thousand stages for them."""
        inputs: dict[str, Stage] = {}
        kept = shape(type(self)).counting(self, inputs)
        spec = {"stage": type(self).__name__, "version": self.VERSION, "fields": kept}
        return hashlib.sha256(canonical(spec).encode()).hexdigest(), inputs


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
