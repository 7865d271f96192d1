"""Trainings that are looked at on their way, stopped there, held back by frozen layers or by a pull to the start."""

import shutil
from pathlib import Path

import pytest
import torch

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context
from xstilts.training.course import Course, snapshot
from xstilts.training.hold_back import Anchor, freeze
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.state import STATE
from xstilts.training.task_mixture import TaskMixture

SETTINGS = Training(learning_rate=3e-3, max_steps=8, batch_size=8, weight_decay=0.1).over(DEFAULTS)


def weights(model) -> dict[str, torch.Tensor]:
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


@pytest.fixture
def train(new_model, topics, tmp_path):
    """Trains a model from the same start; its weights, and the folder."""

    def run(name: str, course: Course, settings: Training = SETTINGS) -> tuple[dict[str, torch.Tensor], Path]:
        model, folder = new_model(dropout=0.1), tmp_path / name
        folder.mkdir(exist_ok=True)
        fit(
            model,
            [TaskMixture(head="topic", data=topics)],
            settings=settings,
            course=course,
            folder=folder,
            context=Context(),
        )
        return weights(model), folder

    return run


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def test_snapshots_change_no_bit(train):
    plain, _ = train("plain", Course(0))
    kept, folder = train("kept", Course(0, keep=(2, 5)))
    assert same(plain, kept)
    assert [snapshot(folder, step).is_file() for step in (2, 5, 8)] == [True, True, False]


@pytest.mark.parametrize("step", [2, 5])
def test_a_training_ended_at_a_snapshot_is_one_stopped_there(train, step, tmp_path):
    stopped, _ = train("stopped", Course(0, until=step))
    _, folder = train("kept", Course(0, keep=(2, 5)))
    (tmp_path / "ended").mkdir()
    shutil.copyfile(snapshot(folder, step), tmp_path / "ended" / STATE)
    ended, _ = train("ended", Course(0, until=step))
    final, _ = train("whole", Course(0))
    assert same(stopped, ended)
    assert not same(stopped, final)


def test_frozen_layers_stay_and_the_others_move(train, new_model):
    start = weights(new_model(dropout=0.1))
    found, _ = train("frozen", Course(0), Training(freeze=1).over(SETTINGS))
    moved = {name for name, tensor in found.items() if not torch.equal(tensor, start[name])}
    assert not {name for name in moved if "embeddings" in name or "layer.0." in name}
    assert {name for name in moved if "layer.1." in name}
    assert {name for name in moved if name.startswith("heads.")}


def test_what_comes_after_the_frozen_layers_goes_on_learning(new_model):
    model = new_model()
    model.encoder.last_norm = torch.nn.LayerNorm(16)  # as encoders that normalise before each layer have
    freeze(model, 2)
    assert [n for n, p in model.encoder.named_parameters() if p.requires_grad] == ["last_norm.weight", "last_norm.bias"]


def test_more_frozen_layers_than_there_are_is_an_error(train):
    with pytest.raises(UserError, match="freeze: 3 layers, but the encoder has 2"):
        train("deep", Course(0), Training(freeze=3).over(SETTINGS))


def test_the_pull_is_the_gradient_of_the_squared_distance(new_model):
    model = new_model()
    anchor = Anchor.of(model, 0.3)
    parameter = next(model.encoder.parameters())
    start = parameter.detach().clone()
    with torch.no_grad():
        parameter.add_(2.0)
    parameter.grad = torch.ones_like(parameter)
    anchor.pull()
    torch.testing.assert_close(parameter.grad, 1.0 + 0.3 * (parameter.detach() - start))
    heads = {id(parameter) for parameter in model.heads.parameters()}
    assert not heads & {id(parameter) for parameter, _ in anchor.pairs}


def test_a_strong_pull_keeps_the_encoder_where_it_starts(train, new_model):
    start = weights(new_model(dropout=0.1))
    distances = []
    for name, strength in (("free", 0.0), ("held", 10.0)):
        found, _ = train(name, Course(0), Training(l2_start=strength, max_steps=60, weight_decay=0.0).over(SETTINGS))
        inside = [name for name in found if "encoder.layer" in name]
        distances.append(sum(float((found[name] - start[name]).square().sum()) for name in inside))
    assert distances[1] < distances[0] / 3
