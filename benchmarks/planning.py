"""How long it takes to plan 10,000 stages, key hashing included: `python benchmarks/planning.py`. One JSON line."""

import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from xstilts.graph.plan import plan
from xstilts.graph.stage import Stage
from xstilts.graph.store import Store


@dataclass(frozen=True)
class Recipe:
    """About as many settings as a training phase has."""

    tasks: tuple[tuple[str, float], ...] = (("mnli", 0.5), ("qqp", 0.5))
    learning_rate: float = 1e-5
    max_steps: int = 2000
    warmup: float = 0.1
    mixing: str = "proportional"
    languages: tuple[str, ...] = ("en",)
    batch_tokens: int = 4096
    weight_decay: float = 0.01


@dataclass(frozen=True, kw_only=True)
class Link(Stage):
    """A stage with a parent, a nested recipe and the fingerprints of ten files."""

    parent: Stage | None = None
    recipe: Recipe = Recipe()
    seed: int = 0
    fingerprints: tuple[tuple[str, str], ...] = tuple((f"file-{i}.tsv", f"{i:064x}") for i in range(10))

    def work(self) -> float:
        """As costly as its steps."""
        return 1e12 * self.recipe.max_steps


def study(size: int) -> list[Stage]:
    """`size` stages as a study expands to: chains of training, prediction and score over shared parents."""
    parents = [Link(seed=seed) for seed in range(size // 100)]
    trained = [Link(parent=parent, seed=i) for parent in parents for i in range(33)]
    predicted = [Link(parent=stage, seed=1) for stage in trained]
    return [Link(parent=stage, seed=2) for stage in predicted]


def main() -> None:
    """Plan the same study, made anew, five times: once on an empty store and once on a finished one."""
    seconds: dict[str, list[float]] = {"empty": [], "finished": []}
    processor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for state, times in seconds.items():
            for _ in range(5):
                stages = study(10_000)
                start, busy = time.perf_counter(), time.process_time()
                found = plan(stages, store)
                times.append(time.perf_counter() - start)
                processor.append(time.process_time() - busy)
            if state == "empty":
                size = len(found.todo)
                for stage in found.todo:
                    target = store.folder(stage)
                    target.mkdir(parents=True)
                    (target / "manifest.json").write_text("{}")
    medians = {state: round(statistics.median(times), 3) for state, times in seconds.items()}
    used = round(statistics.median(processor), 3)
    print(json.dumps({"stages": size, "seconds": medians, "processor_seconds": used, "goal": 0.5}))


if __name__ == "__main__":
    main()
