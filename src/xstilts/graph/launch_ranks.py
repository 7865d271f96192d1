"""A stage's work done by several processes at once: forks of its worker that live and die together.

The worker itself only watches, so it hears of the end of any of them whatever the others wait for.
"""

import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from xstilts.base.errors import UserError
from xstilts.graph.engines.fork_server import settle
from xstilts.graph.stage import Context

GRACE = 1.0
"""Seconds that the others have to end too when one process has failed: enough to learn which of them was killed."""
ERROR = "error.json"


def launch_ranks(work: Callable[[Context], None], context: Context) -> None:
    """Call `work` once in each of `context.ranks` processes, or here where that is one; returns when all are done.

    Each is told its `rank`, its part of the threads and a `meeting` file; only rank 0 may tell of progress. The first
    error that one raises ends the others and is raised here: a UserError as it is, anything else as a RuntimeError.
    Where one was killed, this process dies of the same signal, so that a run sees a killed worker and tries again.
    """
    if context.ranks == 1:
        work(context)
        return
    with TemporaryDirectory(prefix="xstilts-") as name:
        folder = Path(name)
        codes = _codes(work, context, folder)
        failure = json.loads((folder / ERROR).read_text(encoding="utf-8")) if (folder / ERROR).is_file() else None
    if failure is not None and failure["mistake"]:
        raise UserError(failure["error"])
    for code in codes:
        if code < 0 and not (failure and -code == signal.SIGABRT):  # with it libraries end when the others are gone
            os.kill(os.getpid(), -code)
    if failure is not None:
        raise RuntimeError(failure["error"])
    if any(codes):
        raise SystemExit(max(codes))


def _codes(work: Callable[[Context], None], context: Context, folder: Path) -> list[int]:
    """Run all processes; the exit codes of those that ended of themselves."""
    fork, parent = multiprocessing.get_context("fork"), os.getpid()
    processes = [fork.Process(target=_run_rank, args=(work, own, folder, parent)) for own in _contexts(context, folder)]
    try:
        for process in processes:
            process.start()
        _watch(processes)
        return [process.exitcode for process in processes if process.exitcode is not None]
    finally:
        for process in processes:
            if process.pid is not None:
                process.kill()
                process.join()


def _contexts(context: Context, folder: Path) -> list[Context]:
    threads = max(1, context.threads // context.ranks)
    shared = replace(context, threads=threads, meeting=folder / "meeting")
    silent = replace(shared, progress=Context().progress)
    return [replace(silent if rank else shared, rank=rank) for rank in range(context.ranks)]


def _watch(processes: Sequence[BaseProcess]) -> None:
    """Wait until all have ended well or, after the first that has not, for a moment longer."""
    running = {process.sentinel: process for process in processes}
    while running:
        ended = [running.pop(sentinel) for sentinel in wait(list(running)) if isinstance(sentinel, int)]
        for process in ended:
            process.join()
        if any(process.exitcode for process in ended):
            break
    deadline = time.monotonic() + GRACE
    for process in running.values():
        process.join(max(0.0, deadline - time.monotonic()))


def _run_rank(work: Callable[[Context], None], context: Context, folder: Path, parent: int) -> None:
    """What each process does. Only the first error is told: those of the others may be its consequences."""
    settle(f"rank {context.rank}", parent)
    try:
        with context.pulse():
            work(context)
    except Exception as error:
        mistake = isinstance(error, UserError)
        text = str(error) if mistake else f"rank {context.rank} of {context.ranks}:\n{traceback.format_exc()}"
        with suppress(FileExistsError), (folder / ERROR).open("x", encoding="utf-8") as stream:
            json.dump({"error": text, "mistake": mistake}, stream)
        sys.exit(1)
