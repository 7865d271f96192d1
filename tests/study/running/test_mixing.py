"""Tasks are mixed by their examples, however many windows a long one is cut into."""

import numpy as np
import pytest

from xstilts.models.encoded import encoded
from xstilts.study.data_slice import DataSlice
from xstilts.study.running.train import _mixtures
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.train import TaskShare, Train
from xstilts.training.hyperparameters import DEFAULTS


def test_a_long_paragraph_of_many_windows_counts_once():
    slices = [DataSlice(task=task, languages=("en",), split="train") for task in ("squad1", "rte")]
    tasks = tuple(TaskShare(slices=(data_slice,), head=data_slice.task) for data_slice in slices)
    stage = Train(parent=Pretrained(), tasks=tasks, training=DEFAULTS, mixing="proportional")
    windows = encoded([[1, 2]] * 30, example=np.repeat([0, 1, 2], 10))
    short = encoded([[1, 2]] * 9, example=np.arange(9))
    assert [mixture.share for mixture in _mixtures(stage, [windows, short])] == pytest.approx([3 / 12, 9 / 12])
