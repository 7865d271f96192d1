"""Runs a study's stages again and again, kills it at random moments, and prints what came out otherwise.

`python kill_errand.py STUDY DATA FOLDER KILLS`. A process of its own, so that what it forks has no threads to lose.
"""

import hashlib
import json
import math
import os
import random
import signal
import sys
import time
from pathlib import Path

from xstilts.graph.stage import Context, Stage, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.study import warm  # noqa: F401 - imports what stages need, as the workers of a run do
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.settings import study as studies
from xstilts.training import state

OF_THE_ATTEMPT = {"recipe.json", "manifest.json"}
"""Files that have times in them."""


def main(study: Path, data: Path, folder: Path, kills: int) -> None:
    state.SHORTEST, state.SHARE = 0.0, math.inf  # a state after each step: kills fall between them and into them
    stages = closure([cell.score for cell in expand(studies.read(study), DataFolder(data)).cells])
    straight = Store(folder / "straight")
    begun = time.monotonic()
    assert wait(start(stages, straight, data), math.inf)
    longest = time.monotonic() - begun
    draw, done, trial, resumed, different = random.Random(0), 0, 0, 0, set()
    while done < kills:
        store = Store(folder / f"trial{trial}")
        trial += 1
        while not wait(worker := start(stages, store, data), draw.uniform(0.0, longest)):
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
            done += 1
            resumed += any(store.root.glob(f"*/*.part/{state.STATE}"))
        different |= contents(straight).items() ^ contents(store).items()
    names = sorted({name for name, _ in different})
    print(json.dumps({"kills": done, "trials": trial, "resumed": resumed, "different": names}))  # noqa: T201


def start(stages: list[Stage], store: Store, data: Path) -> int:
    """A child that runs all stages into the store."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        for stage in stages:
            store.put_spec(stage)
            run_stage(stage.key, store.root, Context(data=data, cache=store.root / "cache", threads=2))
        code = 0
    finally:
        os._exit(code)


def wait(child: int, seconds: float) -> bool:
    """Whether the child ends by itself within the time. Raises where it fails."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            assert status == 0, f"a run failed with {status}"
            return True
        time.sleep(0.001)
    return False


def contents(store: Store) -> dict[str, str]:
    """The digest of every file of every finished folder."""
    return {
        str(path.relative_to(store.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for finished in store.finished()
        for path in finished.rglob("*")
        if path.is_file() and path.name not in OF_THE_ATTEMPT
    }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]))
