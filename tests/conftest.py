"""Fixtures that every test may use: real data where it is at hand, one torch thread a worker."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("XSTILTS_DATA", SHARED))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set XSTILTS_DATA to run this test")
    return folder
