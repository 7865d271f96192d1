"""What an engine is: something that starts a command with resources and tells how it ended. Only strings cross over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What a command needs: processor threads, and GPUs of its own."""

    threads: int = 1
    gpus: int = 0


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that is over. `code` is its exit code, or minus the signal that killed it.

    `peak_memory` is in bytes, 0 where unknown; `log` holds the last that it wrote to its output and error streams.
    """

    job: str
    code: int
    peak_memory: int = 0
    log: str = ""


class Engine(Protocol):
    """Where commands run. `cpus` and `gpus` are how many commands without and with a GPU may run at a time."""

    @property
    def cpus(self) -> int:
        """Slots for commands that need no GPU."""

    @property
    def gpus(self) -> int:
        """Slots for commands that need a GPU."""

    def submit(self, command: Sequence[str], resources: Resources, name: str) -> str:
        """Start `command`, shown to people as `name`; returns the id of the job."""

    def poll(self, wait: float) -> list[Ended]:
        """The jobs that ended since the last call; waits up to `wait` seconds for the first."""

    def cancel(self, job: str) -> None:
        """Ask the job to stop, and kill it and its children if it does not. `poll` tells when it is over."""

    def close(self) -> None:
        """Kill all that still runs and let go of everything."""
