"""The scheduler: starts what is ready where there is room, tries again what was killed, and lets the rest go on."""

import signal
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.graph import recipe, worker
from xstilts.graph.engines.base import Ended, Engine, Resources
from xstilts.graph.events import Blocked, Event, Failed, Finished, Killed, Observer, Progressed, Report, Started
from xstilts.graph.interrupt import interruptible
from xstilts.graph.plan import Plan
from xstilts.graph.ready_queue import ReadyQueue
from xstilts.graph.stage import Context, Progress, Stage
from xstilts.graph.store import ERROR, PROGRESS, Store

WAIT = 0.2
"""Seconds to wait for the end of a worker before a look at everything else."""
LOOK = 0.5
"""Seconds between two looks at how far the running stages are."""
FAREWELL = 15.0
"""Seconds that workers have in all to stop when the run is stopped; the engine kills what takes longer."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a stage may be silent, in seconds, before it is stopped, and how often a killed one is tried again."""

    heartbeat: float = 900.0
    retries: int = 2


@dataclass
class _RunningStage:
    stage: Stage
    gpu: bool
    slots: int
    submitted: float
    alive: float
    """When it last showed a sign of life; remembered here, as the file of it is gone once the result is published."""
    progress: Progress | None = None
    silent: bool = False


def _ignore(event: Event) -> None:
    """Show nothing."""


def execute(
    plan: Plan,
    store: Store,
    engine: Engine,
    *,
    context: Context,
    patience: Patience | None = None,
    observe: Observer = _ignore,
) -> Report:
    """Run all stages to do of `plan` and tell how it ended; a stage that fails stops only those that need it.

    `context.device` is for stages that ask for a GPU; all others get the CPU. Ctrl-C, or SIGTERM, stops the workers
    and returns a report that is `interrupted`; a second Ctrl-C raises KeyboardInterrupt at once. Raises UserError
    where the engine has too few GPUs or cores for a stage's ranks, or the plan was made without its data.
    """
    if plan.missing:
        listed = "".join(f"\n  {entry}" for entry in plan.missing)
        way = "Pass the folder that holds them with --data DIR or set XSTILTS_DATA."
        raise UserError(f"the data that the study reads are not there:{listed}\n{way}")
    run = _Run(plan, store, engine, context=context, patience=patience or Patience(), observe=observe)
    with interruptible() as interrupted:
        try:
            while run.busy and not interrupted.is_set():
                run.start()
                run.take(engine.poll(WAIT))
                run.look()
        finally:
            run.stop()
        return run.report(interrupted=interrupted.is_set())


class _Run:
    """The state of a run: what is ready, what is running, how the rest ended."""

    def __init__(
        self, plan: Plan, store: Store, engine: Engine, *, context: Context, patience: Patience, observe: Observer
    ) -> None:
        self._plan, self._store, self._engine = plan, store, engine
        self._context, self._patience, self._observe = context, patience, observe
        self._room = {False: engine.cpus, True: engine.gpus}
        gpu = context.device != "cpu"
        self._ready = ReadyQueue(plan.todo, gpu=gpu, seconds=plan.seconds, places=self._room[gpu])
        self._jobs: dict[str, _RunningStage] = {}
        self._attempts: dict[str, int] = defaultdict(int)
        self._ends: dict[str, Finished | Failed | Blocked] = {}
        self._began = time.monotonic()
        self._looked = 0.0
        _check_room(context, engine, gpu=any(map(self._ready.wants_gpu, plan.todo)))

    @property
    def busy(self) -> bool:
        """Whether anything is left to run or to wait for."""
        return len(self._ends) < len(self._plan.todo)

    def start(self) -> None:
        """Start ready stages while there is room."""
        for gpu in (True, False):
            while self._room[gpu] > 0 and (stage := self._ready.pop(gpu=gpu)) is not None:
                ranks = self._context.ranks if stage.RANKS else 1
                slots = max(ranks, 1 if gpu else stage.slots(self._engine.cpus))
                if slots > self._room[gpu]:
                    self._ready.push(stage)  # it waits for the whole machine, and what is behind it for it
                    break
                self._start(stage, gpu=gpu, slots=slots, ranks=ranks)

    def _start(self, stage: Stage, *, gpu: bool, slots: int, ranks: int) -> None:
        if self._store.has(stage):
            self._finish(stage, found=True)
            return
        try:
            self._store.put_spec(stage)
        except UserError as error:
            self._fail(stage, str(error), mistake=True)
            return
        device = self._context.device if gpu else "cpu"
        context = replace(self._context, device=device, threads=self._context.threads * slots, ranks=ranks)
        resources = Resources(threads=max(1, context.threads // ranks), gpus=slots if gpu else 0)
        job = self._engine.submit(worker.command(stage.key, self._store.root, context), resources, stage.label)
        self._jobs[job] = _RunningStage(stage, gpu, slots, submitted=time.time(), alive=time.time())
        self._room[gpu] -= slots
        self._attempts[stage.key] += 1
        self._observe(Started(stage, self._attempts[stage.key]))

    def take(self, over: list[Ended], *, stopping: bool = False) -> None:
        """Note how jobs ended; while `stopping`, what did not finish counts as left to do."""
        for ended in over:
            job = self._jobs.pop(ended.job)
            self._room[job.gpu] += job.slots
            if ended.code == worker.DONE and self._store.has(job.stage):
                self._finish(job.stage)
            elif stopping:
                continue
            elif ended.code in (worker.MISTAKE, worker.BUG):
                mistake = ended.code == worker.MISTAKE
                self._fail(job.stage, self._said(job, ended), mistake=mistake)
            elif self._attempts[job.stage.key] <= self._patience.retries:
                self._observe(Killed(job.stage, self._reason(job, ended)))
                self._ready.push(job.stage)
            else:
                attempts = self._attempts[job.stage.key]
                self._fail(job.stage, f"{self._reason(job, ended)}, {attempts} times{_quoted(ended)}", mistake=False)

    def _finish(self, stage: Stage, *, found: bool = False) -> None:
        record = _read(self._store.folder(stage) / recipe.NAME) or {}
        end = Finished(stage, record.get("seconds", 0.0), record.get("peak_memory", 0), found)
        self._ends[stage.key] = end
        self._observe(end)
        self._ready.finish(stage)

    def _fail(self, stage: Stage, message: str, *, mistake: bool) -> None:
        failure = Failed(stage, message, mistake)
        self._ends[stage.key] = failure
        self._observe(failure)
        for other in self._ready.needing(stage):
            if other.key not in self._ends:
                blocked = Blocked(other, stage)
                self._ends[other.key] = blocked
                self._observe(blocked)

    def _said(self, job: _RunningStage, ended: Ended) -> str:
        """The worker's own message: from its file or, where it had no room for one, from its output."""
        path = self._store.part(job.stage) / ERROR
        error = _read(path) if _changed(path) >= job.submitted else None
        return (
            error["error"] if error else ended.log.strip()[-2000:] or "the worker ended with an error and no word of it"
        )

    def _reason(self, job: _RunningStage, ended: Ended) -> str:
        if job.silent:
            return f"no sign of life for {self._patience.heartbeat:g} seconds, so it was stopped"
        if ended.code >= 0:
            return f"the worker ended with code {ended.code} and no result"
        held = f" while it held {ended.peak_memory / 2**30:.1f} GiB" if ended.peak_memory else ""
        hint = ". If the machine ran out of memory, run fewer stages at a time" if ended.code == -signal.SIGKILL else ""
        return f"the worker was killed by {signal.Signals(-ended.code).name}{held}{hint}"

    def look(self, *, every: float = LOOK) -> None:
        """Pass on how far the running stages are, and stop those that have been silent for too long."""
        if time.monotonic() - self._looked < every:
            return
        self._looked = time.monotonic()
        for number, job in self._jobs.items():
            path = self._store.part(job.stage) / PROGRESS
            content = _read(path)
            if content is not None and (progress := Progress(**content)) != job.progress and progress.total:
                job.progress = progress
                self._observe(Progressed(job.stage, progress))
            job.alive = max(job.alive, _changed(path))
            if not job.silent and time.time() - job.alive > self._patience.heartbeat:
                job.silent = True
                self._engine.cancel(number)

    def stop(self) -> None:
        """Stop all that still runs, and wait until it has."""
        for number in self._jobs:
            self._engine.cancel(number)
        deadline = time.monotonic() + FAREWELL
        while self._jobs and time.monotonic() < deadline:
            self.take(self._engine.poll(WAIT), stopping=True)

    def report(self, *, interrupted: bool) -> Report:
        """How everything ended."""
        ends = self._ends.values()
        return Report(
            done=tuple(end for end in ends if isinstance(end, Finished)),
            failed=tuple(end for end in ends if isinstance(end, Failed)),
            blocked=tuple(end for end in ends if isinstance(end, Blocked)),
            left=tuple(stage for stage in self._plan.todo if stage.key not in self._ends),
            interrupted=interrupted and self.busy,
            seconds=time.monotonic() - self._began,
        )


def _check_room(context: Context, engine: Engine, *, gpu: bool) -> None:
    room, need, way = (engine.gpus, "GPU slot", "--device cpu") if gpu else (engine.cpus, "core", "more --workers")
    if context.ranks > room:
        what = f"no {need} for {context.ranks} rank{'s' * (context.ranks > 1)} a stage ({room} there)"
        raise UserError(f"--device {context.device}: {what}. Use {way} or fewer --ranks.")


def _read(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file that another process may remove or fail to fill at any time."""
    try:
        found = files.read_json(path)
    except UserError:
        return None
    return found if isinstance(found, dict) else None


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _quoted(ended: Ended) -> str:
    return f". Its last words: {ended.log.strip()[-1000:]}" if ended.log.strip() else ""
