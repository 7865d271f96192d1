"""The toy stages must be importable here and, as a run passes `sys.path` on, in worker processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from toys import Number, Sum

from xstilts.graph.engines.local import LocalEngine
from xstilts.graph.plan import plan
from xstilts.graph.run import execute
from xstilts.graph.stage import Context
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def chain() -> Sum:
    """Two numbers and their sum: 5."""
    return Sum(terms=(Number(value=2), Number(value=3)))


@pytest.fixture
def finish(store: Store, scratch: Path):
    """Run stages in this process, in the order given."""

    def run(*stages):
        for stage in stages:
            store.put_spec(stage)
            run_stage(stage.key, store.root, Context(data=scratch))

    return run


@pytest.fixture
def go(store, scratch):
    """Plan and run stages; returns the report and the events."""

    def go(*stages, cpus=2, device="cpu", ranks=1, **options):
        events = []
        context = Context(data=scratch, device=device, ranks=ranks)
        with LocalEngine(cpus=cpus) as engine:
            report = execute(plan(stages, store), store, engine, context=context, observe=events.append, **options)
        return report, events

    return go


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 4 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
