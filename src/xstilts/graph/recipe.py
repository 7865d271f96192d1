"""recipe.json: how a result came about. Written into every folder; what a plan learns speeds from."""

import importlib.metadata
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from xstilts.graph.manifest import now
from xstilts.graph.stage import Context, Stage

NAME = "recipe.json"
LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "scipy")


def _cpu_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@dataclass
class Stopwatch:
    """Wall and processor time from its making on."""

    started: str = field(default_factory=now)
    _wall: float = field(default_factory=time.perf_counter)
    _cpu: float = field(default_factory=_cpu_seconds)

    def read(self) -> dict[str, Any]:
        """Start and end in ISO format, `seconds` on the clock and `cpu_seconds` of this process and its children."""
        return {
            "started": self.started,
            "finished": now(),
            "seconds": round(time.perf_counter() - self._wall, 3),
            "cpu_seconds": round(_cpu_seconds() - self._cpu, 3),
        }


def describe(stage: Stage, context: Context, *, resumed: bool, times: dict[str, Any]) -> dict[str, Any]:
    """Everything that a reader needs to judge or repeat the result, as JSON. `peak_memory` is in bytes."""
    return {
        "key": stage.key,
        "label": stage.label,
        **stage.spec,
        "inputs": {name: entry.key for name, entry in stage.inputs.items()},
        "work": stage.work(),
        **times,
        "resumed": resumed,
        "peak_memory": peak_memory(),
        "device": context.device,
        "threads": context.threads,
        "ranks": context.ranks,
        **environment(),
    }


def environment() -> dict[str, Any]:
    """The software and the machine: versions of what is imported, the git commit of a checkout, the platform."""
    return {
        "versions": {"xstilts": _version("xstilts"), **dict(_imported())},
        "commit": commit(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
    }


def _imported() -> Iterator[tuple[str, str | None]]:
    return ((name, _version(name)) for name in LIBRARIES if name in sys.modules)


@cache
def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


@cache
def commit() -> str | None:
    """The git commit of the checkout that this package runs from, `-dirty` if it was changed; None if installed."""
    checkout = Path(__file__).resolve().parents[3]
    if not (checkout / ".git").exists():
        return None
    command = ["git", "-C", str(checkout), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        found = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()


def peak_memory() -> int:
    """The most memory that this process or one of its children held, in bytes.

    On Linux from /proc, since what `getrusage` says lives on from the process that this one was started from.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    return max(children, _own_peak() or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def _own_peak() -> int:
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    found = (
        line for line in status.read_text(encoding="utf-8", errors="replace").split("\n") if line.startswith("VmHWM:")
    )
    return next((int(line.split()[1]) * 1024 for line in found), 0)
