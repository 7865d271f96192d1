"""The edge between what is done and what is not: which stages are ready, and which of them is next.

The order of the plan finishes one cell of a study after the other, so there are results to look at early. But a
stage that a long chain waits for must not come last, while all other places are idle: it is taken out of turn once
its chain is a good part of what is left for each place (critical-path scheduling, as in Graham 1969).
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from xstilts.graph.stage import Stage

EARLY = 2.0
"""A chain is started once it makes up 1 / EARLY of what is left for each place: estimates may be wrong by as much."""


class ReadyQueue:
    """The stages of a plan that are neither started nor over, in two queues.

    `seconds` estimates each stage by its key, `places` is how many run at a time. With `gpu` there are GPUs, and a
    stage that asks for one waits in a queue of its own.
    """

    def __init__(
        self, stages: Sequence[Stage], *, gpu: bool, seconds: Mapping[str, float] | None = None, places: int = 1
    ) -> None:
        self._stages = {stage.key: stage for stage in stages}
        self._gpu = gpu
        self._place = {key: place for place, key in enumerate(self._stages)}
        self._needs: dict[str, set[str]] = {}
        self._needed_by: dict[str, list[str]] = defaultdict(list)
        for stage in stages:
            self._needs[stage.key] = {entry.key for entry in stage.inputs.values()} & self._stages.keys()
            for need in self._needs[stage.key]:
                self._needed_by[need].append(stage.key)
        self._seconds = {key: (seconds or {}).get(key, 0.0) for key in self._stages}
        self._left = sum(self._seconds.values())
        self._places = max(places, 1)
        self._chain = self._chains()
        self._queues: dict[bool, _Queue] = {False: _Queue(), True: _Queue()}
        for stage in stages:
            if not self._needs[stage.key]:
                self.push(stage)

    def _chains(self) -> dict[str, float]:
        """Estimated seconds from the start of each stage to the end of the longest chain that waits for it."""
        chain: dict[str, float] = {}
        for key in reversed(self._stages):
            chain[key] = self._seconds[key] + max((chain[after] for after in self._needed_by[key]), default=0.0)
        return chain

    def wants_gpu(self, stage: Stage) -> bool:
        """Whether the stage takes a GPU slot."""
        return self._gpu and stage.GPU

    def push(self, stage: Stage) -> None:
        """Put a stage that needs nothing more into its queue."""
        self._queues[self.wants_gpu(stage)].push(stage.key, self._place[stage.key], self._chain[stage.key])

    def pop(self, *, gpu: bool) -> Stage | None:
        """The next ready stage of a queue, or None where it is empty."""
        key = self._queues[gpu].pop(urgent=self._left / self._places / EARLY)
        return None if key is None else self._stages[key]

    def finish(self, stage: Stage) -> None:
        """The stage is done: what waited only for it becomes ready."""
        self._left -= self._seconds[stage.key]
        for key in self._needed_by[stage.key]:
            self._needs[key].discard(stage.key)
            if not self._needs[key]:
                self.push(self._stages[key])

    def needing(self, stage: Stage) -> Iterator[Stage]:
        """All stages that need the given one, directly or not, each once, in the order of the plan."""
        found, pending = set(), [stage.key]
        while pending:
            fresh = [key for key in self._needed_by[pending.pop()] if key not in found]
            found.update(fresh)
            pending.extend(fresh)
        return (self._stages[key] for key in sorted(found, key=self._place.__getitem__))


class _Queue:
    """Ready stages in the order of the plan, and in that of their chains, longest first."""

    def __init__(self) -> None:
        self._by_place: list[tuple[float, int, str]] = []
        self._by_chain: list[tuple[float, int, str]] = []
        self._ready: set[str] = set()

    def push(self, key: str, place: int, chain: float) -> None:
        heapq.heappush(self._by_place, (0.0, place, key))
        heapq.heappush(self._by_chain, (-chain, place, key))
        self._ready.add(key)

    def pop(self, *, urgent: float) -> str | None:
        """The stage of the longest chain if that has at least `urgent` seconds, else the first in the plan."""
        for queue in (self._by_place, self._by_chain):
            while queue and queue[0][-1] not in self._ready:  # it left by the other queue
                heapq.heappop(queue)
        if not self._ready:
            return None
        queue = self._by_chain if -self._by_chain[0][0] >= urgent else self._by_place
        key = heapq.heappop(queue)[-1]
        self._ready.remove(key)
        return key
