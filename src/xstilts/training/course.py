"""The course of a training: its random numbers, how far it goes, and where it leaves its weights on the way."""

from pathlib import Path
from typing import NamedTuple

SNAPSHOTS = "snapshots"


class Course(NamedTuple):
    """What tells two runs of the same settings on the same rows apart.

    All randomness is drawn from `seed`. With `until` it stops after so many steps, as if it had been killed there;
    after each of the steps `keep` its weights are written beside the state. Neither changes any number.
    """

    seed: int
    until: int | None = None
    keep: tuple[int, ...] = ()


def snapshot(folder: Path, step: int) -> Path:
    """The file of the weights after so many steps of the training in `folder`."""
    return folder / SNAPSHOTS / f"{step}.safetensors"
