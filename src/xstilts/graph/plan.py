"""The plan of a run: what is done, what will run, in which order, and about how long it will take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from xstilts.base import files
from xstilts.graph import recipe
from xstilts.graph.stage import Stage, closure
from xstilts.graph.store import Store

SPEEDS = {"cpu": 2e10, "cuda": 1e14, "mps": 2e12}
"""Floating-point operations a second that are assumed of a device until a stage has finished on it.

About 40 per cent of the matrix speed of one processor core, of an A100 in bf16, of a laptop's GPU.
"""
SAMPLE = 30
"""Finished stages of each kind that a speed is learned from: enough for a median, few enough to read at once."""


@dataclass(frozen=True)
class Plan:
    """What a run will do. `done` and `todo` are in order, inputs first; `seconds` estimates each stage to do.

    Stages that only finished ones need are in neither.
    """

    wanted: tuple[Stage, ...]
    done: tuple[Stage, ...]
    todo: tuple[Stage, ...]
    seconds: Mapping[str, float]
    learned: bool
    """Whether finished stages gave all speeds, or some are assumed."""
    missing: tuple[str, ...] = ()
    """What a run would read and is not there: such a plan tells the cost and cannot be run."""
    notes: tuple[str, ...] = ()
    """What a reader must know of what is read."""

    @property
    def work(self) -> float:
        """Floating-point operations of all stages to do."""
        return sum(stage.work() for stage in self.todo)

    @property
    def total_seconds(self) -> float:
        """Estimated seconds of all stages to do, one after the other."""
        return sum(self.seconds.values())

    def wall_seconds(self, slots: int) -> float:
        """Estimated seconds until the end with `slots` stages at a time: not less than the longest chain."""
        ends: dict[str, float] = {}
        for stage in self.todo:
            start = max((ends.get(entry.key, 0.0) for entry in stage.inputs.values()), default=0.0)
            ends[stage.key] = start + self.seconds[stage.key]
        return max([self.total_seconds / max(slots, 1), *ends.values()])


def plan(stages: Iterable[Stage], store: Store, *, device: str = "cpu") -> Plan:
    """The plan that finishes `stages` in `store`: a stage whose result exists needs none of its inputs."""
    wanted = tuple({stage.key: stage for stage in stages}.values())
    needed = {stage.key for stage in wanted}
    done, todo = [], []
    for stage in reversed(closure(list(wanted))):  # what needs a stage comes before it here
        if stage.key not in needed:
            continue
        if store.has(stage):
            done.append(stage)
        else:
            todo.append(stage)
            needed.update(entry.key for entry in stage.inputs.values())
    speeds = Speeds(store)
    estimates = {stage.key: speeds.seconds(stage, device) for stage in reversed(todo)}
    return Plan(
        wanted=wanted,
        done=tuple(reversed(done)),
        todo=tuple(reversed(todo)),
        seconds={key: seconds for key, (seconds, _) in estimates.items()},
        learned=all(learned for _, learned in estimates.values()),
    )


class Speeds:
    """How fast stages of each kind were on each device, from the recipes of the finished ones in a store."""

    def __init__(self, store: Store) -> None:
        recipes = [entry for folder in store.finished(each=SAMPLE) if (entry := _read(folder)) is not None]
        worked = [entry for entry in recipes if entry["work"] and entry["seconds"]]
        rates = [
            (entry["stage"], entry["device"], entry["work"] / entry["seconds"] / entry.get("ranks", 1))
            for entry in worked
        ]
        self._rates = _medians(rates) | _medians(("", device, rate) for _, device, rate in rates)
        self._times = _medians((entry["stage"], entry["device"], entry["seconds"]) for entry in recipes)

    def seconds(self, stage: Stage, device: str) -> tuple[float, bool]:
        """Estimated seconds of `stage` where GPUs are `device`, and whether finished stages told so."""
        kind, place = type(stage).__name__, device.partition(":")[0] if stage.GPU else "cpu"
        work = stage.work()
        if not work:
            return self._times.get((kind, place), 0.0), True
        rate = self._rates.get((kind, place)) or self._rates.get(("", place))
        return (work / rate, True) if rate else (work / SPEEDS.get(place, SPEEDS["cpu"]), False)


def _read(folder: Path) -> dict[str, Any] | None:
    """The recipe in `folder` if it tells a speed: a resumed stage knows only the seconds of its last attempt."""
    path = folder / recipe.NAME
    found = files.read_json(path) if path.is_file() else {"resumed": True}
    return None if found["resumed"] else found


def _medians(entries: Iterable[tuple[str, str, float]]) -> dict[tuple[str, str], float]:
    groups: dict[tuple[str, str], list[float]] = {}
    for kind, device, value in entries:
        groups.setdefault((kind, device.partition(":")[0]), []).append(value)
    return {group: median(values) for group, values in groups.items()}
