"""A study that is killed again and again ends in the same bytes, in every file of every stage.

The long campaign is marked slow: `pytest -m slow`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ERRAND = Path(__file__).with_name("kill_errand.py")
STUDY = """\
study: killed
languages: [en, de, es]
seeds: 1
encoders:
  tiny:
    build: {layers: 1, width: 16, heads: 2, feed_forward: 32, max_length: 48, dropout: 0.1}
    tokenizer: {vocabulary: 120, tasks: [mlm_text]}
    pretrain: {tasks: [mlm_text, parallel], train: {learning_rate: 3e-3, max_steps: 12, batch_size: 8}}
intermediate: {nli: {tasks: [rte, {task: udpos, cap: 10}], mixing: uniform, replay: {tasks: [mlm_text], every: 2}}}
train: {learning_rate: 1e-3, max_steps: 10, batch_size: 8, max_length: 40}
targets: [pawsx, udpos]
"""


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(3, id="3 kills"),
        pytest.param(50, id="50 kills", marks=[pytest.mark.slow, pytest.mark.timeout(3600)]),
    ],
)
def test_a_study_that_is_killed_gives_the_same_bytes(small_data, tmp_path, kills):
    study = tmp_path / "study.yaml"
    study.write_text(STUDY, encoding="utf-8")
    command = [sys.executable, ERRAND, study, small_data, tmp_path / "stores", str(kills)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    outcome = json.loads(ended.stdout.splitlines()[-1])
    assert outcome["different"] == []
    assert outcome["kills"] >= kills
    assert outcome["resumed"] or kills < 50
