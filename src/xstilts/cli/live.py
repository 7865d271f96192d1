"""What a person sees while a study runs: a live table on a terminal, plain lines in a pipe."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from xstilts.graph.events import Blocked, Event, Failed, Finished, Killed, Progressed, Started
from xstilts.graph.plan import Plan
from xstilts.graph.stage import Progress, Stage

PLAIN_EVERY = 10.0
"""Seconds between two lines about the same running stage when nothing is a terminal."""
ROOMY, WIDE, NARROW = 110, 24, 8
"""Columns from which on a terminal is a wide one, and those of a progress bar in a wide and in a narrow one."""


@contextmanager
def watching(plan: Plan, *, slots: int, quiet: bool) -> Iterator[Callable[[Event], None]]:
    """An observer for a run. `quiet` says nothing, for output that a machine reads."""
    console = Console(stderr=True)
    if quiet:
        yield lambda event: None
    elif console.is_terminal:
        table = _Board(plan, slots)
        with Live(table, console=console, refresh_per_second=4, transient=False):
            yield table.take
    else:
        yield _Lines(plan).take


class _Lines:
    """One line an event, for logs."""

    def __init__(self, plan: Plan) -> None:
        self.total = len(plan.todo)
        self.done = 0
        self.printed: dict[str, float] = {}
        sys.stderr.write(f"{self.total} stages to run, {len(plan.done)} done before\n")

    def take(self, event: Event) -> None:
        """Print what happened."""
        match event:
            case Finished(stage, seconds, _):
                self.done += 1
                self._say(f"[{self.done}/{self.total}] done: {stage.label} ({seconds:.1f} s)")
            case Failed(stage, message, _):
                self._say(f"failed: {stage.label}: {message}")
            case Killed(stage, reason):
                self._say(f"killed, will be tried again: {stage.label}: {reason}")
            case Blocked(stage, by):
                self._say(f"blocked: {stage.label} needs {by.label}")
            case Progressed(stage, progress) if time.monotonic() - self.printed.get(stage.key, 0) > PLAIN_EVERY:
                self.printed[stage.key] = time.monotonic()
                if progress.total:
                    self._say(f"  {stage.label}: {_words(progress)}")
            case _:
                pass

    def _say(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


class _Board:
    """The running stages with their progress, and how far the whole study is. Rich draws it again and again."""

    def __init__(self, plan: Plan, slots: int) -> None:
        self.plan = plan
        self.slots = slots
        self.left = {stage.key: plan.seconds[stage.key] for stage in plan.todo}
        self.running: dict[str, tuple[Stage, float, Progress | None]] = {}
        self.notes: list[Text] = []
        self.began = time.monotonic()

    def take(self, event: Event) -> None:
        """Note what happened."""
        match event:
            case Started(stage, _):
                self.running[stage.key] = (stage, time.monotonic(), None)
            case Progressed(stage, progress) if stage.key in self.running:
                self.running[stage.key] = (stage, self.running[stage.key][1], progress)
            case Finished(stage):
                self._end(stage)
            case Failed(stage, message, _):
                self._end(stage)
                self.notes.append(Text(f"✗ {stage.label}: {message}", style="red"))
            case Killed(stage, reason):
                self.running.pop(stage.key, None)
                self.notes.append(Text(f"↻ {stage.label}: {reason}; trying again", style="yellow"))
            case Blocked(stage, by):
                self._end(stage)
                self.notes.append(Text(f"– {stage.label} needs {by.label}", style="dim"))
            case _:
                pass

    def _end(self, stage: Stage) -> None:
        self.running.pop(stage.key, None)
        self.left.pop(stage.key, None)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The board as it is now. Where the terminal is narrow, names are cut short, times never."""
        table = Table(box=None, pad_edge=False, expand=False)
        for title in ("running", "", "progress", "for"):
            table.add_column(title, style="dim" if title == "for" else "", no_wrap=title in ("", "for"))
        now = time.monotonic()
        width = WIDE if options.max_width >= ROOMY else NARROW
        for stage, since, progress in self.running.values():
            part = progress.done / progress.total if progress and progress.total else 0.0
            words = _words(progress) if progress and progress.total else "starting"
            table.add_row(_cut(stage.label), ProgressBar(1.0, part, width=width), _cut(words), _clock(now - since))
        total = len(self.plan.todo)
        done = total - len(self.left)
        rest = f", about {_clock(self._rest(now))} left" if done < total else ""
        summary = Text(f"{done} of {total} stages, {_clock(now - self.began)}{rest}", style="bold")
        yield Group(table, *self.notes, summary)

    def _rest(self, now: float) -> float:
        """Seconds until the end: the planned ones, scaled by how the stages so far kept to theirs."""
        planned = self.plan.wall_seconds(self.slots)
        ahead = sum(self.left.values()) / max(sum(self.plan.seconds.values()), 1e-9)
        spent = now - self.began
        by_plan = planned * ahead
        return by_plan if ahead > 0.9 else spent * ahead / max(1 - ahead, 1e-9)


def _cut(words: str) -> Text:
    return Text(words, no_wrap=True, overflow="ellipsis")


def _words(progress: Progress) -> str:
    note = f", {progress.note}" if progress.note else ""
    return f"{progress.done:,}/{progress.total:,} {progress.unit}{note}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
