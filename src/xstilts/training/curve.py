"""The training curve: a file of mean losses over windows of steps, kept whole across a resume."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

from xstilts.base import files

LOG = "log.jsonl"
LOG_POINTS = 200
"""A curve has about so many points, whatever its length."""


DIVERGED = 5.0
RECENT = 10
"""A loss has diverged whose mean over the last RECENT points is above DIVERGED times the first (or 1, if that is more).
Guessing costs a new head what its first batch does, so who trains honestly stays far below for 10 points on end."""


class LossCurve:
    """The training curve: mean losses over windows of steps, written beside the state.

    The point of step 0 holds every head's loss before it had learned anything.
    """

    def __init__(self, path: Path, first: int, window: int) -> None:
        self.path = path
        self.window = window
        self.points: list[dict[str, float]] = []
        self.pending: dict[str, list[float]] = {}
        self.recent = math.nan
        if first and path.is_file():
            rows = (row for _, row in files.read_jsonl(path))
            self.points = [row for row in rows if row["step"] <= first]

    def add(self, step: int, losses: dict[str, float], rate: float) -> None:
        """Note the losses of a step; a window's mean becomes a point of the curve."""
        if not self.points:
            self.points.append({"step": 0, "learning_rate": 0.0})
        for head, loss in losses.items():
            if self.points[0]["step"] == 0:
                self.points[0].setdefault(f"loss/{head}", loss)
            self.pending.setdefault(head, []).append(loss)
            self.recent = loss if math.isnan(self.recent) else 0.98 * self.recent + 0.02 * loss
        if (step + 1) % self.window == 0:
            means = {f"loss/{head}": sum(values) / len(values) for head, values in self.pending.items()}
            self.points.append({"step": step + 1, "learning_rate": rate, **means})
            self.pending = {}

    def diverged(self) -> Iterator[tuple[str, float, float]]:
        """Head, first and recent mean loss of every head whose loss has grown beyond sense."""
        if self.pending or len(self.points) <= RECENT:
            return
        for name in filter(lambda name: name.startswith("loss/"), self.points[0]):
            first, *recent = (point[name] for point in self.points if name in point)
            mean = sum(recent[-RECENT:]) / RECENT
            if len(recent) >= RECENT and mean > DIVERGED * max(first, 1.0):
                yield name.removeprefix("loss/"), first, mean

    @property
    def at_window_end(self) -> bool:
        """Whether every step so far is in a point, so that a resumed run goes on with the same curve."""
        return not self.pending

    def write(self) -> None:
        """Write all points so far: whole or not at all, as a state to resume from may count on those before it."""
        files.write_bytes(self.path, "".join(json.dumps(point) + "\n" for point in self.points).encode())

    @property
    def final(self) -> float:
        """The mean loss over the last tenth of the points."""
        tail = self.points[-max(1, (len(self.points) - 1) // 10) :]
        values = [value for point in tail for name, value in point.items() if name.startswith("loss/")]
        return sum(values) / len(values) if values else self.recent
