"""Models from models: every method against what its paper says, worked out by hand or in numpy."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from xstilts.base.errors import UserError
from xstilts.models.merging import MergeRule, Term, merged

START = {
    "embeddings.word_embeddings.weight": torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
    "encoder.layer.0.w": torch.tensor([1.0, 1.0, 1.0, 1.0]),
    "encoder.layer.1.w": torch.tensor([0.0, 0.0, 0.0, 0.0]),
    "head.bias": torch.tensor([1.0]),
}
ONE = {name: tensor + 2 for name, tensor in START.items()}
TWO = {name: tensor - torch.arange(tensor.numel()).view_as(tensor) for name, tensor in START.items()}
LINEAR = MergeRule("linear", 1.0, (), 0)


@pytest.fixture
def folder(tmp_path: Path):
    def write(name: str, tensors: dict[str, torch.Tensor]) -> Path:
        (tmp_path / name).mkdir()
        save_file(tensors, tmp_path / name / "model.safetensors")
        return tmp_path / name

    return write


@pytest.fixture
def merge(folder):
    start, one, two = folder("start", START), folder("one", ONE), folder("two", TWO)

    def run(rule: MergeRule, first: float, second: float = 0.0) -> dict[str, torch.Tensor]:
        terms = [Term(one, first), Term(two, second)] if second else [Term(one, first)]
        return dict(merged(start, terms, rule))

    return run


def test_a_linear_merge_is_the_weighted_mean(merge):
    found = merge(LINEAR, 0.25, 0.75)
    for name, tensor in found.items():
        torch.testing.assert_close(tensor, 0.25 * ONE[name] + 0.75 * TWO[name])


def test_task_arithmetic_adds_task_vectors(merge):
    found = merge(MergeRule("task_arithmetic", 1.0, (), 0), 0.5, 2.0)
    for name, tensor in found.items():
        expected = START[name] + 0.5 * (ONE[name] - START[name]) + 2.0 * (TWO[name] - START[name])
        torch.testing.assert_close(tensor, expected)


def test_ties_is_worked_by_hand(folder):
    """Half of 4 entries is kept; signs by vote; the mean of those that agree, times the sum of the weights."""
    start = folder("s", {"w": torch.zeros(4)})
    one, two = (
        folder("a", {"w": torch.tensor([3.0, -2.0, 0.1, 0.2])}),
        folder("b", {"w": torch.tensor([-1.0, -4.0, 3.0, 0.0])}),
    )
    rule = MergeRule("ties", 0.5, (), 0)
    [(_, found)] = merged(start, [Term(one, 1.0), Term(two, 1.0)], rule)
    # Kept: [3, -2, 0, 0] and [0, -4, 3, 0]. Signs: +, -, +. Means: 3, -3, 3; times 2.
    assert found.tolist() == [6.0, -6.0, 6.0, 0.0]


def test_ties_of_one_whole_model_is_task_arithmetic(merge):
    ties = merge(MergeRule("ties", 1.0, (), 0), 0.7)
    plain = merge(MergeRule("task_arithmetic", 1.0, (), 0), 0.7)
    for name, tensor in plain.items():
        torch.testing.assert_close(ties[name], tensor)


def test_dare_drops_at_random_and_keeps_the_mean(folder):
    start, one = folder("s", {"w": torch.zeros(40_000)}), folder("a", {"w": torch.ones(40_000)})
    rule = MergeRule("dare", 0.2, (), 3)
    [(_, found)] = merged(start, [Term(one, 1.0)], rule)
    assert set(np.unique(found.numpy())) == {0.0, 5.0}
    assert float(found.mean()) == pytest.approx(1.0, abs=0.05)  # five standard errors of a mean of 40,000
    [(_, again)] = merged(start, [Term(one, 1.0)], rule)
    assert torch.equal(found, again)


def test_layers_scale_their_weights(merge):
    found = merge(MergeRule("task_arithmetic", 1.0, (0.0, 1.0, 2.0), 0), 1.0)
    added = {name: float((tensor - START[name]).flatten()[0]) for name, tensor in found.items()}
    assert added == {
        "embeddings.word_embeddings.weight": 0.0,
        "encoder.layer.0.w": 2.0,
        "encoder.layer.1.w": 4.0,
        "head.bias": 2.0,
    }


def test_too_many_layers_are_refused(merge):
    with pytest.raises(UserError, match=r"2 factors for .* which has 2 layers: give 3"):
        merge(MergeRule("linear", 1.0, (1.0, 1.0), 0), 1.0)


def test_models_of_another_shape_are_refused(folder):
    start = folder("s", {"w": torch.zeros(2)})
    for name, tensors, message in (
        ("a", {"w": torch.zeros(3)}, r"w has the shape \(3,\), that of the start is \(2,\)"),
        ("b", {"v": torch.zeros(2)}, "2 tensors are in one of them only"),
    ):
        with pytest.raises(UserError, match=message):
            dict(merged(start, [Term(folder(name, tensors), 1.0)], LINEAR))
