"""The fork server: one process that imports the heavy libraries once and starts every worker as its child.

To import torch and transformers takes seconds; a fork of a process that has them takes milliseconds. The fork server
reads orders from its input, one JSON object a line, and answers on its output. When its input ends, or it is killed,
its children die: nothing survives the run that started it.
"""

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

GRACE = 10.0
"""Seconds between asking a worker to stop and killing it."""
TAIL = 8000
"""Bytes of a worker's output that are passed on when it ends."""
PYTHON = [sys.executable, "-P", "-m"]
"""How a command begins that the fork server may run by a fork of itself: a module with a function `main(arguments)`."""
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


def open_log() -> int:
    """A new nameless file for a process's output, in memory where the system can: a full disk does not touch it."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("log")
    with tempfile.TemporaryFile() as stream:
        return os.dup(stream.fileno())


def read_tail(log: int) -> str:
    """The last that was written to `log`."""
    size = os.fstat(log).st_size
    return os.pread(log, TAIL, max(0, size - TAIL)).decode(errors="replace")


@dataclass
class Child:
    """A worker: its job's id, the file of its output and, once it was asked to stop, when it will be killed."""

    job: str
    log: int
    deadline: float | None = None


class ForkServer:
    """Starts, stops and buries workers. `inlet` and `outlet` are the two ends of the talk with the engine."""

    def __init__(self, inlet: int, outlet: int, *, may_fork: bool) -> None:
        self._inlet, self._outlet, self._may_fork = inlet, outlet, may_fork
        self._children: dict[int, Child] = {}
        self._unread = b""
        self._bell, self._ring = os.pipe()
        os.set_blocking(self._ring, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only so that it rings
        signal.set_wakeup_fd(self._ring, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Follow orders until the input ends, then kill what is left."""
        while True:
            waiting = [child.deadline for child in self._children.values() if child.deadline is not None]
            timeout = max(0.0, min(waiting) - time.monotonic()) if waiting else None
            ready, _, _ = select.select([self._inlet, self._bell], [], [], timeout)
            if self._bell in ready:
                os.read(self._bell, 4096)
            if self._inlet in ready and not self._listen():
                break
            self._kill_overdue()
            self._bury()
        for pid in self._children:
            signal_group(pid, signal.SIGKILL)

    def _listen(self) -> bool:
        """Follow the orders that have come; False at the end of the input."""
        chunk = os.read(self._inlet, 1 << 16)
        *lines, self._unread = (self._unread + chunk).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if "cancel" in order:
                self._cancel(order["cancel"])
            else:
                self._start(order)
        return bool(chunk)

    def _cancel(self, job: str) -> None:
        for pid, child in self._children.items():
            if child.job == job and child.deadline is None:
                child.deadline = time.monotonic() + GRACE
                signal_group(pid, signal.SIGTERM)

    def _kill_overdue(self) -> None:
        for pid, child in self._children.items():
            if child.deadline is not None and child.deadline <= time.monotonic():
                child.deadline = None
                signal_group(pid, signal.SIGKILL)

    def _start(self, order: dict[str, Any]) -> None:
        log, parent = open_log(), os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become(order, log, parent)
        with suppress(PermissionError, ProcessLookupError):  # the child has done it itself and gone on
            os.setpgid(pid, pid)
        self._children[pid] = Child(order["job"], log)
        say(self._outlet, {"job": order["job"], "group": pid})

    def _become(self, order: dict[str, Any], log: int, parent: int) -> NoReturn:
        """What a new child does: cut its ties to the fork server, then be the worker."""
        code = 1
        try:
            os.setpgid(0, 0)
            settle(order["name"], parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for handle in (1, 2):
                os.dup2(log, handle)
            for handle in (self._inlet, self._outlet, self._bell, self._ring):
                os.close(handle)
            os.environ.update(order["env"])
            command = order["command"]
            if not (order["fork"] and self._may_fork):
                os.execvp(command[0], command)
            code = importlib.import_module(command[3]).main(command[4:])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        except BaseException:  # the edge of the process, which must not go on as a second fork server
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _bury(self) -> None:
        """Report every child that is over, after an end to what it may have started itself."""
        for pid, child in list(self._children.items()):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            signal_group(pid, signal.SIGKILL)  # before the child's number is free for another process
            _, status, usage = os.wait4(pid, 0)
            del self._children[pid]
            unit = 1 if sys.platform == "darwin" else 1024
            report = {"job": child.job, "code": os.waitstatus_to_exitcode(status), "log": read_tail(child.log)}
            os.close(child.log)
            say(self._outlet, {**report, "peak_memory": usage.ru_maxrss * unit})


def signal_group(pid: int, number: int) -> None:
    """Send a signal to a worker and all that it started, if anything of them is left."""
    with suppress(ProcessLookupError, PermissionError):  # the second is what macOS says of a group of the dead
        os.killpg(pid, number)


def settle(name: str, parent: int) -> None:
    """Let the kernel kill this process when its parent dies, and show it by its name in `top` (Linux only)."""
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before it was asked for
            os._exit(1)


def say(handle: int, message: dict[str, Any]) -> None:
    """Write `message` as one line, whole."""
    rest = json.dumps(message).encode() + b"\n"
    while rest:
        rest = rest[os.write(handle, rest) :]


def main(modules: Sequence[str]) -> int:
    """Import `modules`, then serve until the input ends. Says first what went wrong with the imports, if it did."""
    inlet, outlet = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    try:
        for module in modules:
            importlib.import_module(module)
    except ImportError as error:
        say(outlet, {"refused": f"cannot import {error.name or error}: {error}"})
        return 1
    gc.collect()
    gc.freeze()  # so that the collector in a child does not touch, and so copy, what all of them share
    ForkServer(inlet, outlet, may_fork=_fork_is_safe()).serve()
    return 0


def _fork_is_safe() -> bool:
    """Whether this process has one thread only; elsewhere than on Linux nobody knows, and system libraries object."""
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
