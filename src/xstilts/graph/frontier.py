"""The edge between what is done and what is not: which stages are ready, and which wait for what."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence

from xstilts.graph.stage import Stage


class Frontier:
    """The stages of a plan that are neither started nor over, in two queues in the order of the plan.

    With `gpu` there are GPUs, and a stage that asks for one waits in a queue of its own.
    """

    def __init__(self, stages: Sequence[Stage], *, gpu: bool) -> None:
        self._stages = {stage.key: stage for stage in stages}
        self._gpu = gpu
        self._place = {key: place for place, key in enumerate(self._stages)}
        self._needs: dict[str, set[str]] = {}
        self._needed_by: dict[str, list[str]] = defaultdict(list)
        self._queues: dict[bool, list[tuple[int, str]]] = {False: [], True: []}
        for stage in stages:
            self._needs[stage.key] = {entry.key for entry in stage.inputs.values()} & self._stages.keys()
            for need in self._needs[stage.key]:
                self._needed_by[need].append(stage.key)
            if not self._needs[stage.key]:
                self.push(stage)

    def wants_gpu(self, stage: Stage) -> bool:
        """Whether the stage takes a GPU slot."""
        return self._gpu and stage.GPU

    def push(self, stage: Stage) -> None:
        """Put a stage that needs nothing more into its queue."""
        heapq.heappush(self._queues[self.wants_gpu(stage)], (self._place[stage.key], stage.key))

    def pop(self, *, gpu: bool) -> Stage | None:
        """The first ready stage of a queue, or None where it is empty."""
        queue = self._queues[gpu]
        return self._stages[heapq.heappop(queue)[1]] if queue else None

    def finish(self, stage: Stage) -> None:
        """The stage is done: what waited only for it becomes ready."""
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
