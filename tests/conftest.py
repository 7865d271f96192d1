"""Fixtures that every test may use: real data where it is at hand, one torch thread a worker."""

import os
import sys
from pathlib import Path

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import skips
import small_world

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

# A busy machine is no mistake of ours: how long an example takes is not what is tested.
hypothesis.settings.register_profile("untimed", deadline=None, print_blob=True)
hypothesis.settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """In CI, skips are watched."""
    skips.guard(config)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("XSTILTS_DATA", SHARED))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set XSTILTS_DATA to run this test")
    return folder


@pytest.fixture(scope="session")
def official_sample(shared_data: Path) -> Path:
    """The folder of predictions, labels and scores that come with XTREME's own evaluator."""
    folder = shared_data / "xtreme_mock"
    if not folder.is_dir():
        pytest.skip(f"no sample of the official evaluator at {folder}")
    return folder


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A folder with a few invented sentences for every task of `small_world.STUDY`."""
    return small_world.write_data(tmp_path / "data")


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    """The study file that belongs to `small_data`."""
    path = tmp_path / "small.yaml"
    path.write_text(small_world.STUDY, encoding="utf-8")
    return path
