"""Runs a Snapshot stage: ends the training of its phase where the phase has left its weights."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from xstilts.graph.stage import Context
from xstilts.study.running import train
from xstilts.study.stages.snapshot import Snapshot
from xstilts.study.stages.train import LOG
from xstilts.training.course import Course, snapshot
from xstilts.training.state import STATE


def run(stage: Snapshot, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out` as the phase would have, had it been stopped after the step."""
    left = snapshot(inputs["phase"], stage.step)
    if left.is_file() and not (out / STATE).is_file():
        # Weights on the way are a state to resume from, of a training that has no step left to take.
        shutil.copyfile(inputs["phase"] / LOG, out / LOG)
        shutil.copyfile(left, out / f".{STATE}")
        os.replace(out / f".{STATE}", out / STATE)
    train.train(stage.phase, inputs["parent"], out, context, Course(stage.phase.seed, until=stage.step))
