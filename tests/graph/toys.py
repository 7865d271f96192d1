"""Toy stages for the tests of the graph: small, countable, and able to die in every way that a real one can.

A module of its own, because worker processes import the stages that they run. `context.data` is a scratch folder
in which a stage leaves a trace of every start.
"""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xstilts.base.errors import UserError
from xstilts.graph.launch_ranks import launch_ranks
from xstilts.graph.stage import Context, Progress, Stage


@dataclass(frozen=True)
class Rule:
    """A nested value with a nested value of its own."""

    name: str = "plain"
    rate: float = 0.5
    inner: "Rule | None" = None


@dataclass(frozen=True, kw_only=True)
class Number(Stage):
    """Writes its number."""

    value: int
    rule: Rule = Rule()
    weights: tuple[tuple[str, float], ...] = ()
    seconds: float = 0.0

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        trace(self, context)
        time.sleep(self.seconds)
        (out / "number.txt").write_text(str(self.value))

    def work(self) -> float:
        return 1e6 * self.value


@dataclass(frozen=True, kw_only=True)
class Sum(Stage):
    """Adds up what its inputs wrote, in steps that survive a kill."""

    VERSION = 2

    terms: tuple[Stage, ...]
    first: Stage | None = None
    steps: int = 1
    pause: float = 0.0

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        trace(self, context)
        state = out / "steps.txt"
        done = int(state.read_text()) if state.exists() else 0
        for step in range(done, self.steps):
            time.sleep(self.pause)
            state.write_text(str(step + 1))
            trace(self, context, f"step {step + 1}")
            context.progress(Progress(step + 1, self.steps, "steps"))
        numbers = [int((folder / "number.txt").read_text()) for folder in inputs.values()]
        (out / "number.txt").write_text(str(sum(numbers)))


@dataclass(frozen=True, kw_only=True)
class Fails(Stage):
    """Fails in the way of its name."""

    how: str
    times: int = 99
    before: Stage | None = None

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        starts = trace(self, context)
        (out / "half.txt").write_text(f"start {starts}")
        if starts > self.times:
            (out / "number.txt").write_text("0")
        elif self.how == "mistake":
            raise UserError("rows.tsv:7: label 'mabye' is none of yes, no, maybe. Mend the line.")
        elif self.how == "bug":
            raise ZeroDivisionError("a bug")
        elif self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.how == "hang":
            time.sleep(600)
        elif self.how == "fill":
            (out / "big.bin").write_bytes(bytes(64 << 20))


@dataclass(frozen=True, kw_only=True)
class Quiet(Stage):
    """Shows no progress for a while, in the way of its name, and is well."""

    how: str

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        trace(self, context)
        if self.how == "thinks":
            until = time.monotonic() + 3.0
            while time.monotonic() < until:
                sum(range(1000))
        else:  # publishes slowly, as a large checkpoint does: the file of progress is gone before the end
            for _ in range(11):
                time.sleep(0.2)
                context.progress(Progress(1, 2, "steps"))
            (out / "progress.json").unlink()
            time.sleep(0.8)
        (out / "number.txt").write_text("0")


@dataclass(frozen=True, kw_only=True)
class Crew(Stage):
    """Run by several ranks. At the first start the last of them fails in the way of its name, as the others wait."""

    RANKS = True

    how: str = "not at all"

    def run(self, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
        first = trace(self, context) == 1 and self.how != "not at all"

        def work(own: Context) -> None:
            trace(self, context, f"rank {own.rank} of {own.ranks} with {own.threads} threads:")
            if first and own.rank < own.ranks - 1:
                time.sleep(600)
            elif first:
                Fails(how=self.how).run(inputs, out, context)
            elif own.rank == 0:
                (out / "number.txt").write_text(str(own.ranks))

        launch_ranks(work, context)


def trace(stage: Stage, context: Context, text: str = "start") -> int:
    """Note a start of `stage`, or another event; returns how many such there have been."""
    assert context.data is not None
    log = context.data / f"{stage.key[:20]}.log"
    with log.open("a") as stream:
        stream.write(f"{text} {os.getpid()}\n")
    return traces(stage, context.data, text)


def traces(stage: Stage, data: Path, text: str = "start") -> int:
    """How many events of that `text` the stage has noted."""
    log = data / f"{stage.key[:20]}.log"
    return sum(line.startswith(f"{text} ") for line in log.read_text().splitlines()) if log.exists() else 0
