"""A run in CI fails for a skip that nobody allowed, and only for that."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def ran(folder: Path, reason: str, *, ci: bool, workers: str = "0") -> subprocess.CompletedProcess:
    """A run of two tests, one of which is skipped for the reason."""
    (folder / "conftest.py").write_text(
        f"import sys; sys.path.insert(0, {str(TESTS)!r})\nimport skips\npytest_configure = skips.guard\n", "utf-8"
    )
    (folder / "test_it.py").write_text(
        f"import pytest\ndef test_one(): pass\ndef test_two(): pytest.skip({reason!r})\n", encoding="utf-8"
    )
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        workers,
        "-c",
        os.devnull,
        "--rootdir",
        str(folder),
        str(folder),
    ]
    environment = {**os.environ, "CI": "true" if ci else ""}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_skip_that_is_not_on_the_list_fails_the_run(tmp_path, workers):
    done = ran(tmp_path, "not today", ci=True, workers=workers)
    assert done.returncode == 1, done.stdout
    assert "1 skipped, such as test_it.py::test_two, since 'not today': run them, or allow it" in done.stdout


@pytest.mark.parametrize(("reason", "ci"), [("not today", False), ("no real data at /nowhere: set XSTILTS_DATA", True)])
def test_other_skips_do_not(tmp_path, reason, ci):
    done = ran(tmp_path, reason, ci=ci)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 skipped" in done.stdout
