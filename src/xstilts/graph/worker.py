"""What a worker process does: rebuild one stage from its key, run it into the store, say plainly what went wrong.

`python -m xstilts.graph.worker KEY --store DIR` is the whole boundary between a run and its workers.
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.graph import recipe
from xstilts.graph.stage import Context, Progress
from xstilts.graph.store import ERROR, FRESH, PROGRESS, TRACEBACK, Store

DONE, BUG, MISTAKE, STOPPED = 0, 1, 2, 128 + signal.SIGTERM
"""Exit codes: published; an unforeseen exception; an error that the user can mend; asked to stop."""
BEAT = 0.5
"""Seconds between two signs of life, so that reporting each step costs nothing."""
IDLE = 0.02
"""A process that uses less than this share of a core waits for something."""


def run_stage(key: str, root: Path, context: Context) -> None:
    """Run the stage of `key` and publish its folder in the store `root`; do nothing where it is done already.

    Raises UserError where the spec, an input or the stage itself asks the user for something.
    """
    store = Store(root)
    stage = store.rebuild(key)
    with store.filling(stage) as part:
        if part is None:
            return
        inputs = {name: store.open(entry, thorough=True) for name, entry in stage.inputs.items()}
        resumed = any(part.iterdir())
        heartbeat = Heartbeat(part)
        watch = recipe.Stopwatch()
        with heartbeat.while_computing():
            stage.verify(context)
            stage.run(inputs, part, replace(context, progress=heartbeat, pulse=heartbeat.while_computing))
        files.write_json(part / recipe.NAME, recipe.describe(stage, context, resumed=resumed, times=watch.read()))


class Heartbeat:
    """Takes a stage's progress and writes it down, twice a second at most: by it a run shows how far its stages are
    and knows that they live.
    """

    def __init__(self, part: Path) -> None:
        self._part = part
        self._last = 0.0
        self(Progress(0, 0, ""))

    def __call__(self, progress: Progress) -> None:
        """Write `progress` in place of the one before; a reader never sees half of it."""
        if time.monotonic() - self._last < BEAT:
            return
        self._last = time.monotonic()
        fresh = self._part / FRESH
        fresh.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        fresh.replace(self._part / PROGRESS)

    @contextmanager
    def while_computing(self) -> Iterator[None]:
        """Within this, using the processor is a sign of life too: one call of a library may take an hour."""
        over = threading.Event()
        pulse = threading.Thread(target=self._pulse, args=(over,), daemon=True)
        pulse.start()
        try:
            yield
        finally:
            over.set()
            pulse.join()

    def _pulse(self, over: threading.Event) -> None:
        used = time.process_time()
        while not over.wait(BEAT):
            if time.process_time() - used > IDLE * BEAT:
                with suppress(OSError):  # the disk is full, or the file is just being replaced
                    os.utime(self._part / PROGRESS)
            used = time.process_time()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one stage as the command line says; returns the exit code."""
    given = _parser().parse_args(arguments)
    context = Context(data=given.data, cache=given.cache, device=given.device, threads=given.threads, ranks=given.ranks)
    signal.signal(signal.SIGTERM, _stop)
    try:
        run_stage(given.key, given.store, context)
    except UserError as error:
        _tell(given, str(error))
        return MISTAKE
    except Exception as error:  # the edge of the process: whatever it was, the run must learn where to read about it
        trace = traceback.format_exc()
        where = _note(given, TRACEBACK, trace)
        _tell(given, f"{type(error).__name__}: {error}. The traceback is in {where}." if where else trace)
        return BUG
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run-stage", description="Run one planned stage into its store.")
    parser.add_argument("key", help="the key of a stage whose spec is in the store")
    parser.add_argument("--store", type=Path, required=True, help="the folder of results")
    parser.add_argument("--data", type=Path, help="the folder of data sets")
    parser.add_argument("--cache", type=Path, help="a folder for what can be made again")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:0, mps")
    parser.add_argument("--threads", type=int, default=1, help="processor cores to use")
    parser.add_argument("--ranks", type=int, default=1, help="processes that run the stage together")
    return parser


def command(key: str, root: Path, context: Context) -> list[str]:
    """The command line that runs the stage of `key` in a process of its own, anywhere that sees the same disk."""
    paths = {"--store": root, "--data": context.data, "--cache": context.cache}
    named = [part for name, path in paths.items() if path is not None for part in (name, str(path.absolute()))]
    # -P: a folder in the user's working directory must not stand in for a library of the same name.
    python = [sys.executable, "-P", "-m", "xstilts.graph.worker"]
    numbers = ["--threads", str(context.threads), "--ranks", str(context.ranks)]
    return [*python, key, *named, "--device", context.device, *numbers]


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(STOPPED)


def _tell(given: argparse.Namespace, message: str) -> None:
    """Say what went wrong, on the error stream and in the `.part` folder."""
    _note(given, ERROR, json.dumps({"error": message}, ensure_ascii=False))
    sys.stderr.write(f"{message}\n")


def _note(given: argparse.Namespace, name: str, text: str) -> Path | None:
    """Leave `text` in the stage's `.part` folder; returns the file, or None where there is no folder or no room."""
    try:
        path = Store(given.store).part(given.key) / name
        path.write_text(text, encoding="utf-8")
    except (UserError, OSError):
        return None
    return path


if __name__ == "__main__":
    sys.exit(main())
