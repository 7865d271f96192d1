"""Losses of whole batches: the reference formulas, and gradients that no cut into pieces changes."""

import json

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, normalize
from transformers.models.clip.modeling_clip import image_text_contrastive_loss

from xstilts.graph.stage import Context
from xstilts.models.batch import collate
from xstilts.models.contrastive_losses import info_nce, sigmoid
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.training import memory
from xstilts.training import step as training_step
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.task_mixture import BatchSchedule, TaskMixture

SETTINGS = Training(learning_rate=1e-3, max_steps=3, batch_size=24, max_length=64).over(DEFAULTS)
LOSSES = {
    "info_nce": {"loss": "info_nce", "symmetric": False},
    "symmetric": {"loss": "info_nce", "symmetric": True},
    "sigmoid": {"loss": "sigmoid", "symmetric": False},
}


def spec(case: str = "symmetric", **more: object) -> HeadSpec:
    settings = {"temperature": 0.5, "learned": True, "pooling": "mean", "special_tokens": False, **LOSSES[case], **more}
    return HeadSpec(kind="contrastive", settings=tuple(settings.items()))


def rows(count: int = 48, texts: int = 2, seed: int = 0) -> Encoded:
    """Rows whose texts share their first word; every fourth row is a copy of the one before."""
    rng = np.random.default_rng(seed)
    sequences: list[list[int]] = []
    for row in range(count):
        if row % 4 == 3:
            sequences += sequences[-texts:]
            continue
        word = int(rng.integers(5, 45))
        sequences += [[0, word, *rng.integers(5, 45, rng.integers(2, 12)).tolist(), 2] for _ in range(texts)]
    numbers: dict[tuple[int, ...], int] = {}
    names = np.array([numbers.setdefault(tuple(ids), len(numbers)) for ids in sequences]).reshape(count, texts)
    return encoded(sequences, sequences_per_row=texts, per_row={"texts": names})


def units(n: int, d: int, seed: int) -> torch.Tensor:
    return normalize(torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64), dim=-1)


def test_info_nce_is_the_cross_entropy_of_the_right_candidate(monkeypatch):
    monkeypatch.setattr("xstilts.models.contrastive_losses.ANCHORS", 7)
    a, c = units(20, 5, 0), units(30, 5, 1)
    loss = sum(info_nce(a, c, torch.zeros(20, 30, dtype=torch.bool), torch.tensor(2.0, dtype=torch.float64)))
    wanted = cross_entropy(np.exp(2.0) * a @ c.T, torch.arange(20), reduction="sum")
    torch.testing.assert_close(loss, wanted, atol=1e-9, rtol=0)


def test_the_symmetric_loss_is_that_of_clip():
    a, c, none = units(20, 5, 0), units(20, 5, 1), torch.zeros(20, 20, dtype=torch.bool)
    log_scale = torch.tensor(1.5, dtype=torch.float64)
    ours = sum(info_nce(a, c, none, log_scale)) / 2 + sum(info_nce(c, a, none, log_scale)) / 2
    theirs = image_text_contrastive_loss(log_scale.exp() * c @ a.T)
    torch.testing.assert_close(ours / 20, theirs, atol=1e-6, rtol=0)


def test_the_sigmoid_loss_is_that_of_siglip():
    a, c = units(20, 5, 0), units(20, 5, 1)
    log_scale, bias = torch.tensor(1.5, dtype=torch.float64), torch.tensor(-3.0, dtype=torch.float64)
    ours = sum(sigmoid(a, c, torch.zeros(20, 20, dtype=torch.bool), log_scale, bias)) / 20
    logits = c @ a.T * log_scale.exp() + bias  # as SiglipModel.forward writes it
    signs = -torch.ones_like(logits) + 2 * torch.eye(20, dtype=torch.float64)
    theirs = -torch.nn.functional.logsigmoid(signs * logits).sum(dim=-1).mean()
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=0)


@pytest.mark.parametrize("loss", ["info_nce", "sigmoid"])
def test_a_copy_of_the_right_candidate_is_no_negative(loss):
    a, c = units(4, 5, 0), units(4, 5, 1)
    twice = torch.cat([c, c[1:2]])
    same = torch.zeros(4, 5, dtype=torch.bool)
    same[1, 4] = same[1, 1] = True
    log_scale = torch.tensor(1.0, dtype=torch.float64)
    more = (torch.tensor(-1.0, dtype=torch.float64),) if loss == "sigmoid" else ()
    function = sigmoid if loss == "sigmoid" else info_nce
    whole = sum(function(a, twice, same, log_scale, *more))
    others = torch.tensor([0, 2, 3])
    rest = sum(function(a[[1]], c[[1, 0, 2, 3]], torch.zeros(1, 4, dtype=torch.bool), log_scale, *more))
    # Anchor 1 sees its own candidate once; the others see the copy as one more negative.
    for anchor in others.tolist():
        order = [anchor, *(i for i in range(4) if i != anchor)]
        rest += sum(
            function(a[[anchor]], torch.cat([c[order], c[1:2]]), torch.zeros(1, 5, dtype=torch.bool), log_scale, *more)
        )
    torch.testing.assert_close(whole, rest, atol=1e-9, rtol=0)


def gradients(model, data: Encoded, budget: int, case: str) -> tuple[dict[str, torch.Tensor], float]:
    model.train()
    schedule = BatchSchedule([TaskMixture(head="pairs", data=data)], SETTINGS, 1, 0)
    torch.manual_seed(5)
    losses, _ = training_step.accumulate(
        model, schedule, 0, settings=SETTINGS, device=torch.device("cpu"), budget=memory.Budget(budget, print)
    )
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}, losses["pairs"]


@pytest.mark.parametrize("case", LOSSES)
@pytest.mark.parametrize("texts", [2, 4])
def test_gradients_do_not_depend_on_the_pieces(new_model, case, texts):
    found = []
    for budget in (10**6, 150, 40):
        model = new_model()
        model.add_head("pairs", spec(case))
        found.append(gradients(model, rows(texts=texts), budget, case))
    (whole, loss), *others = found
    assert {"heads.head:pairs.log_scale"} <= whole.keys()
    for cut, of_cut in others:
        assert of_cut == pytest.approx(loss, abs=1e-6)
        assert cut.keys() == whole.keys()
        for name, gradient in whole.items():
            torch.testing.assert_close(cut[name], gradient, atol=1e-6, rtol=1e-5)


def test_gradients_are_those_of_one_pass_over_everything(new_model):
    model, plain = new_model(), new_model()
    for made in (model, plain):
        made.add_head("pairs", spec())
    data = rows(count=24)
    found, loss = gradients(model, data, 150, "symmetric")
    plain.train()
    batch = collate(data, np.arange(24))
    direct = sum(plain.head("pairs").batch_losses(plain("pairs", batch), batch.columns)) / 24
    direct.backward()
    assert loss == pytest.approx(float(direct.detach()), abs=1e-6)
    for name, parameter in plain.named_parameters():
        if parameter.grad is not None:
            torch.testing.assert_close(found[name], parameter.grad, atol=1e-6, rtol=1e-5)


def test_both_passes_drop_the_same(new_model):
    model = new_model(dropout=0.5)
    model.add_head("pairs", spec())
    whole, _ = gradients(model, rows(), 10**6, "symmetric")
    plain = new_model(dropout=0.5)
    plain.add_head("pairs", spec())
    plain.train()
    schedule = BatchSchedule([TaskMixture(head="pairs", data=rows())], SETTINGS, 1, 0)
    torch.manual_seed(5)
    batch = collate(rows(), schedule.parts(0)[0].rows)
    (sum(plain.head("pairs").batch_losses(plain("pairs", batch), batch.columns)) / 24).backward()
    for name, parameter in plain.named_parameters():
        if parameter.grad is not None:
            torch.testing.assert_close(whole[name], parameter.grad, atol=1e-6, rtol=1e-5)


def test_training_brings_pairs_together(new_model, tmp_path):
    model = new_model()
    model.add_head("pairs", spec())
    settings = Training(learning_rate=3e-3, max_steps=60, batch_size=24).over(SETTINGS)
    fit(
        model,
        [TaskMixture(head="pairs", data=rows())],
        settings=settings,
        course=Course(0),
        folder=tmp_path,
        context=Context(),
    )
    points = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    first, last = points[0]["loss/pairs"], points[-1]["loss/pairs"]
    assert last < first / 2


def test_memory_that_does_not_suffice_halves_the_pieces_and_changes_nothing(new_model):
    def leave_room(module, arguments, output):
        if output.shape[-2] > 60:
            torch.empty(2**54)

    model, tight = new_model(), new_model()
    for made in (model, tight):
        made.add_head("pairs", spec())
    tight.encoder.get_input_embeddings().register_forward_hook(leave_room)
    whole, loss = gradients(model, rows(), 10**6, "symmetric")
    cut, of_cut = gradients(tight, rows(), 10**6, "symmetric")
    assert of_cut == pytest.approx(loss, abs=1e-6)
    for name, gradient in whole.items():
        torch.testing.assert_close(cut[name], gradient, atol=1e-6, rtol=1e-5)
