"""Running out of memory costs time, never a result: torch is made to run out by asking it for far too much."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context, Progress
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.training import loop, predict
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import Outcome, fit
from xstilts.training.task_mixture import TaskMixture

SETTINGS = Training(learning_rate=3e-3, max_steps=8, batch_size=16).over(DEFAULTS)
Make = Callable[..., Model]


def with_room_for(tokens: int, model: Model, *, backward: bool = False) -> Model:
    """The model on a device whose memory ends at so many tokens, in the forward or the backward pass."""

    def ask(states: torch.Tensor) -> torch.Tensor:
        return torch.empty(2**54) if states.shape[-2] > tokens else states

    def forward(module: torch.nn.Module, arguments: object, output: torch.Tensor) -> None:
        if not backward:
            ask(output)
        elif output.requires_grad:
            output.register_hook(ask)

    model.encoder.get_input_embeddings().register_forward_hook(forward)
    return model


def train(model: Model, data: Encoded, folder: Path) -> tuple[dict[str, torch.Tensor], Outcome, list[str]]:
    folder.mkdir()
    notes: list[str] = []

    def listen(progress: Progress) -> None:
        if "loss" not in progress.note:
            notes.append(progress.note)

    mixtures = [TaskMixture(head="topic", data=data), TaskMixture(head="mlm", data=data, every=2, loss_weight=0.5)]
    outcome = fit(model, mixtures, settings=SETTINGS, course=Course(0), folder=folder, context=Context(progress=listen))
    return {name: tensor.detach().clone() for name, tensor in model.named_parameters()}, outcome, notes


@pytest.mark.parametrize("backward", [False, True])
def test_a_smaller_memory_gives_the_same_model(
    new_model: Make, topics: Encoded, tmp_path: Path, backward: bool
) -> None:
    expected, outcome, notes = train(new_model(), topics, tmp_path / "large")
    assert outcome.token_budget == 8192
    assert not notes
    found, small, said = train(with_room_for(60, new_model(), backward=backward), topics, tmp_path / "small")
    assert small.token_budget <= 60
    assert small.tokens == outcome.tokens
    assert small.loss == pytest.approx(outcome.loss, rel=1e-4)
    assert all("out of memory at" in note for note in said)
    assert len(said) >= 2
    for name, tensor in expected.items():
        torch.testing.assert_close(found[name], tensor, atol=1e-4, rtol=1e-3)


def test_a_row_that_does_not_fit_is_named(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"example number \d+ does not fit into memory: \d+ tokens in one row"):
        train(with_room_for(10, new_model()), topics, tmp_path / "run")


def test_a_row_that_does_not_fit_is_named_before_the_first_step(
    new_model: Make, topics: Encoded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = int(topics.row_lengths.max())
    monkeypatch.setattr(loop, "accumulate", lambda *_, **__: pytest.fail("a step was taken"))
    with pytest.raises(UserError, match=f"does not fit into memory: {longest} tokens in one row"):
        train(with_room_for(longest - 1, new_model(), backward=True), topics, tmp_path / "run")


def test_the_longest_row_is_predicted_first(new_model: Make, topics: Encoded) -> None:
    read: list[int] = []
    model = new_model()
    model.encoder.get_input_embeddings().register_forward_hook(lambda *given: read.append(given[2].shape[-2]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(predict.TOKEN_BUDGET, "cpu", 20)
        predict.outputs(model, "topic", topics, seed=0, precision="fp32", context=Context())
    assert read[0] == topics.row_lengths.max()
    assert sum(read) == len(topics.tokens)


def test_another_error_is_passed_on(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    model = new_model()
    model.encoder.get_input_embeddings().register_forward_hook(lambda *_: torch.ones(2) @ torch.ones(3))
    with pytest.raises(RuntimeError, match="inconsistent tensor size"):
        train(model, topics, tmp_path / "run")


def test_predictions_survive_a_smaller_memory(new_model: Make, topics: Encoded) -> None:
    def run(model: Model) -> list[np.ndarray]:
        return predict.outputs(model, "topic", topics, seed=0, precision="fp32", context=Context())

    for one, other in zip(run(new_model()), run(with_room_for(60, new_model())), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
