"""What happens in a run, as values: a run tells an observer, and who shows them decides how."""

from collections.abc import Callable
from dataclasses import dataclass

from xstilts.graph.stage import Progress, Stage


@dataclass(frozen=True)
class Started:
    """A worker was asked to run the stage, for the `attempt`-th time in this run."""

    stage: Stage
    attempt: int


@dataclass(frozen=True)
class Progressed:
    """The stage has said how far it is."""

    stage: Stage
    progress: Progress


@dataclass(frozen=True)
class Killed:
    """The stage's worker died without a word, for the reason given; the stage will be tried again."""

    stage: Stage
    reason: str


@dataclass(frozen=True)
class Finished:
    """The stage's result is published. `found` says that another run made it; memory is in bytes."""

    stage: Stage
    seconds: float
    peak_memory: int
    found: bool = False


@dataclass(frozen=True)
class Failed:
    """The stage will not be tried again. `mistake`: the user can mend it, and `message` says how."""

    stage: Stage
    message: str
    mistake: bool


@dataclass(frozen=True)
class Blocked:
    """The stage cannot run, since it needs the result of `by`, which failed."""

    stage: Stage
    by: Stage


Event = Started | Progressed | Killed | Finished | Failed | Blocked
Observer = Callable[[Event], None]


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a run ended. `left` are the stages that an interruption kept from running."""

    done: tuple[Finished, ...]
    failed: tuple[Failed, ...]
    blocked: tuple[Blocked, ...]
    left: tuple[Stage, ...]
    interrupted: bool
    seconds: float

    @property
    def exit_code(self) -> int:
        """0: all done; 130: interrupted; 2: what failed can be mended by the user; 1: some failure is a bug."""
        if self.interrupted:
            return 130
        if self.failed:
            return 2 if all(failure.mistake for failure in self.failed) else 1
        return 0

    def __str__(self) -> str:
        parts = [f"{len(self.done)} stages done"]
        parts += [f"{len(self.failed)} failed"] if self.failed else []
        parts += [f"{len(self.blocked)} blocked by them"] if self.blocked else []
        parts += [f"{len(self.left)} left"] if self.left else []
        ended = "Interrupted: " if self.interrupted else ""
        again = (
            ""
            if self.exit_code == 0
            else (". Run the same command again to go on: finished stages are kept, and unfinished ones resume.")
        )
        return f"{ended}{', '.join(parts)}{again}"
