"""The command line as a user has it: what it prints, and with which exit code it ends."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from xstilts.cli.main import main


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command in this process, in `tmp_path`, as the installed script does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XSTILTS_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["xstilts", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        return Outcome(int(end.value.code or 0), *capfd.readouterr())

    return call


@pytest.fixture(scope="session")
def command() -> Callable[..., Outcome]:
    """Run a command in a process of its own, in the folder given."""

    def call(folder: Path, *arguments: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "xstilts", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return call
