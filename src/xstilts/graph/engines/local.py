"""The local engine: one process a stage on this machine, all children of one fork server that can be restarted."""

import itertools
import json
import os
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from xstilts.base.errors import UserError
from xstilts.graph.engines.base import Ended, Resources
from xstilts.graph.engines.fork_server import PYTHON, open_log, read_tail, say, signal_group

BASIC = ("pydantic", "xstilts.graph.worker")
"""What every worker imports, whatever its stage."""
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
LIBRARIES = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "GOMP_SPINCOUNT": "10000",
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64",
}
"""How libraries behave in workers. pyarrow's allocator starts no thread: a process with two cannot be forked safely.
OpenMP's threads wait for each other in a loop for microseconds only: where others use the machine too, a longer loop
takes the core away from the very thread that is waited for, and everything takes three times as long. oneDNN keeps the
kernels that it made for the last so many shapes: a thousand of them, its default, fill half a gigabyte, and most shapes
come again late or never; the layers of one step share a dozen.
"""


@dataclass
class _Job:
    gpus: list[str]
    group: int | None = None


class LocalEngine:
    """Runs up to `cpus` commands without a GPU, and others on the `gpus`. Use it in a `with`.

    `gpus` are the names that CUDA_VISIBLE_DEVICES takes. `preload` names modules that the fork server imports once; a
    worker that is a fork of it starts in milliseconds. A command that needs a GPU, or is no Python module, is started
    afresh: no CUDA context lives through a fork. `threads` is what numeric libraries see when they are imported.
    """

    def __init__(
        self, *, cpus: int = 1, gpus: Sequence[str] = (), threads: int = 1, preload: Sequence[str] = ()
    ) -> None:
        self.cpus = cpus
        self.gpus = len(gpus)
        self._free = deque(gpus)
        self._threads = threads
        self._preload = (*BASIC, *preload)
        self._numbers = itertools.count(1)
        self._jobs: dict[str, _Job] = {}
        self._ended: list[Ended] = []
        self._fork_server: subprocess.Popen[bytes] | None = None
        self._log = -1
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, command: Sequence[str], resources: Resources, name: str) -> str:
        """Start `command` at once; returns the id of the job."""
        job = str(next(self._numbers))
        gpus = [self._free.popleft() for _ in range(resources.gpus)]
        env = dict.fromkeys(THREADS, str(resources.threads))
        if gpus:
            env["CUDA_VISIBLE_DEVICES"] = ",".join(gpus)
        fork = not gpus and list(command[: len(PYTHON)]) == PYTHON
        order = {"job": job, "name": name, "command": list(command), "env": env, "fork": fork}
        if not self._order(order):
            self._lose()
            self._order(order)
        self._jobs[job] = _Job(gpus)
        return job

    def poll(self, wait: float) -> list[Ended]:
        """The jobs that ended since the last call; waits up to `wait` seconds for the first.

        Where the fork server died, so did its jobs: each ends as killed. Raises UserError where it cannot import
        `preload`.
        """
        if self._fork_server is not None and self._fork_server.stdout is not None:
            outlet = self._fork_server.stdout.fileno()
            timeout = 0.0 if self._ended else wait
            while select.select([outlet], [], [], timeout)[0]:
                chunk = os.read(outlet, 1 << 16)
                if not chunk:
                    self._lose()
                    break
                self._hear(chunk)
                timeout = 0.0
        ended, self._ended = self._ended, []
        return ended

    def cancel(self, job: str) -> None:
        """Ask the job to stop; the fork server kills it if it has not after a while."""
        if job in self._jobs and self._fork_server is not None and not self._order({"cancel": job}):
            self._lose()

    def close(self) -> None:
        """End the fork server, and with it all that still runs."""
        if self._fork_server is None:
            return
        for pipe in (self._fork_server.stdin, self._fork_server.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._fork_server.wait(timeout=2)
        except subprocess.TimeoutExpired:  # it is still importing
            self._fork_server.kill()
            self._fork_server.wait()
        os.close(self._log)
        self._fork_server = None
        self._unread = b""

    def _order(self, order: dict[str, Any]) -> bool:
        """Pass `order` on to the fork server, started if need be; False where it has died."""
        fork_server = self._fork_server or self._start()
        assert fork_server.stdin is not None
        try:
            say(fork_server.stdin.fileno(), order)
        except BrokenPipeError:
            return False
        return True

    def _start(self) -> subprocess.Popen[bytes]:
        self._log = open_log()
        self._fork_server = subprocess.Popen(
            [*PYTHON, "xstilts.graph.engines.fork_server", *self._preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=self._environment(),
            start_new_session=True,  # Ctrl-C at the terminal is for the run, which then stops its workers
        )
        return self._fork_server

    def _environment(self) -> dict[str, str]:
        """The environment here, and what makes a worker import the same modules from the same places."""
        places = os.pathsep.join(place or os.getcwd() for place in sys.path)
        threads = dict.fromkeys(THREADS, str(self._threads))
        return {**LIBRARIES, **os.environ, **threads, "PYTHONPATH": places, "PYTHONFAULTHANDLER": "1"}

    def _hear(self, chunk: bytes) -> None:
        *lines, self._unread = (self._unread + chunk).split(b"\n")
        for message in map(json.loads, lines):
            if "refused" in message:
                raise UserError(f"workers cannot start: {message['refused']}. `xstilts doctor` tells what is missing.")
            if "group" in message:
                self._jobs[message["job"]].group = message["group"]
            else:
                self._end(Ended(**message))

    def _end(self, ended: Ended) -> None:
        job = self._jobs.pop(ended.job)
        self._free.extend(job.gpus)
        self._ended.append(ended)

    def _lose(self) -> None:
        """The fork server has died: so did its children, whose jobs end as killed."""
        log = read_tail(self._log) if self._fork_server is not None else ""
        self.close()
        for number, job in list(self._jobs.items()):
            if job.group is not None:  # what the workers started themselves
                signal_group(job.group, signal.SIGKILL)
            self._end(Ended(job=number, code=-signal.SIGKILL, log=log))
