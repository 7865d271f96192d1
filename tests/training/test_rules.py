"""Robust step rules against hand-worked steps, their limits (no move, no noise, no dropout), and what they are for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax

from xstilts.graph.stage import Context
from xstilts.models.batch import Batch, collate
from xstilts.models.encoded import IGNORED, Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.models.noise import normal_noise
from xstilts.training import rules
from xstilts.training import step as training_step
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.rule_settings import FGM, PGD, RDrop, Rule, Smoothing
from xstilts.training.rules import Objective, lengths
from xstilts.training.task_mixture import TaskMixture

Make = Callable[..., Model]
SETTINGS = Training(learning_rate=3e-3, max_steps=4, batch_size=16).over(DEFAULTS)

HEADS = {
    "topic": HeadSpec(kind="sequence", outputs=3),
    "score": HeadSpec(kind="regression", outputs=1),
    "choice": HeadSpec(kind="choice"),
    "tags": HeadSpec(kind="token", outputs=4),
    "span": HeadSpec(kind="span"),
}
"""Every kind of head that labelled data train."""


def mixture(head: str) -> Encoded:
    """24 rows of different lengths with the targets that the head reads."""
    rng = np.random.default_rng(0)
    texts = [[0, *rng.integers(5, 45, rng.integers(2, 9)).tolist(), 2] for _ in range(24)]
    if head == "tags":
        tags = [[IGNORED, *rng.integers(0, 4, len(text) - 2).tolist(), IGNORED] for text in texts]
        return encoded(texts, per_token={"labels": tags})
    if head == "choice":
        return encoded(texts, sequences_per_row=2, per_row={"labels": rng.integers(0, 2, 12)})
    labels = {"start": rng.integers(1, 3, 24), "end": rng.integers(1, 3, 24), "labels": rng.integers(0, 3, 24)}
    return encoded(texts, per_row=labels)


def made(new_model: Make, head: str, dropout: float = 0.0) -> tuple[Model, Batch]:
    model = new_model(dropout)
    if head != "topic":
        torch.manual_seed(2)
        model.add_head(head, HEADS[head])
    return model.train(), collate(mixture(head), range(8))


def gradients(model: Model, loss: torch.Tensor) -> dict[str, torch.Tensor]:
    model.zero_grad()
    loss.backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def under(model: Model, head: str, batch: Batch, *chain: Rule, seed: int = 0) -> torch.Tensor:
    return rules.loss(model, head, batch, chain, seed)


NOTHING = {
    "fgm": Rule(fgm=FGM(epsilon=0.0)),
    "pgd": Rule(pgd=PGD(epsilon=0.0)),
    "smoothing": Rule(smoothing=Smoothing(sigma=0.0)),
    "r_drop": Rule(r_drop=RDrop()),
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", NOTHING)
def test_a_rule_that_moves_nothing_is_the_plain_loss(new_model: Make, head: str, name: str) -> None:
    """No move, no noise; two passes without dropout are equal."""
    model, batch = made(new_model, head)
    plain = gradients(model, under(model, head, batch))
    torch.testing.assert_close(gradients(model, under(model, head, batch, NOTHING[name])), plain, atol=2e-6, rtol=1e-4)
    torch.testing.assert_close(under(model, head, batch, NOTHING[name]), under(model, head, batch))


@pytest.mark.parametrize("head", HEADS)
def test_fgm_moves_every_sequence_as_far_as_it_says_and_raises_the_loss(new_model: Make, head: str) -> None:
    model, batch = made(new_model, head)
    here = model.encoder.get_input_embeddings()(batch.tokens).detach().requires_grad_()
    outputs = model(head, batch, here)
    loss = model.head(head).loss(outputs, batch)
    (slope,) = torch.autograd.grad(loss, here)
    parts = [0.05 * part / part.norm() for part in torch.split(slope, list(batch.lengths))]
    move = torch.cat(parts)
    torch.testing.assert_close(lengths(move, batch)[:, 0], torch.full((len(batch.tokens),), 0.05))
    moved = model.head(head).loss(model(head, batch, here + move), batch)
    assert moved > loss
    found = under(model, head, batch, Rule(fgm=FGM(epsilon=0.05, share=0.25)))
    torch.testing.assert_close(found, 0.75 * loss + 0.25 * moved)


def test_pgd_of_one_full_step_is_fgm_and_more_steps_stay_in_the_ball(new_model: Make) -> None:
    model, batch = made(new_model, "topic")
    one = Rule(pgd=PGD(epsilon=0.3, step_size=0.3, steps=1, share=0.5))
    torch.testing.assert_close(
        gradients(model, under(model, "topic", batch, one)),
        gradients(model, under(model, "topic", batch, Rule(fgm=FGM(epsilon=0.3)))),
    )
    here = model.encoder.get_input_embeddings()(batch.tokens).detach()

    def loss_at(embeddings: torch.Tensor) -> Objective:
        outputs = model("topic", batch, embeddings)
        return Objective(model.head("topic").loss(outputs, batch), outputs)

    found = []
    for steps in (1, 5):
        attack = PGD(epsilon=0.3, step_size=0.1, steps=steps)
        there = here.clone().requires_grad_()
        (slope,) = torch.autograd.grad(loss_at(there).loss, there)
        move = rules.perturbation(loss_at, here, slope, attack, batch)
        assert lengths(move, batch).max() <= 0.3 + 1e-6
        found.append(loss_at(here + move).loss.item())
    assert loss_at(here).loss.item() < found[0] < found[1]


def test_noise_belongs_to_its_token_and_is_normal(new_model: Make) -> None:
    data = mixture("topic")
    whole, part = collate(data, range(24)), collate(data, [7, 3])
    noise = normal_noise(whole, 5, torch.empty(len(whole.tokens), 64))
    alone = normal_noise(part, 5, torch.empty(len(part.tokens), 64))
    torch.testing.assert_close(noise[whole.row_of_token == 7], alone[part.row_of_token == 0])
    assert abs(float(noise.mean())) < 0.03
    assert abs(float(noise.std()) - 1) < 0.03
    assert abs(float((noise.abs() < 0.6745).float().mean()) - 0.5) < 0.02
    correlations = torch.corrcoef(noise.T) - torch.eye(64)
    assert correlations.abs().max() < 0.45  # of 150 pairs: 5.5 standard deviations
    assert not torch.equal(noise, normal_noise(whole, 6, noise))


def test_rules_chain_in_their_order(new_model: Make) -> None:
    """Smoothing inside R-Drop gives its two passes noise of their own; around it, both have the same."""
    model, batch = made(new_model, "topic")
    smooth, consistent = Rule(smoothing=Smoothing(sigma=0.3)), Rule(r_drop=RDrop(alpha=2.0))
    here = model.encoder.get_input_embeddings()(batch.tokens)
    noise = [
        0.3 * normal_noise(batch, rules.seed_of(rules.seed_of(9, place), count), here)
        for place, count in ((0, 1), (0, 2), (1, 1))
    ]
    one, other, same = (model("topic", batch, here + move) for move in noise)
    labels = batch.columns["labels"]
    p, q = log_softmax(one, dim=-1), log_softmax(other, dim=-1)
    apart = kl_div(p, q, reduction="sum", log_target=True) + kl_div(q, p, reduction="sum", log_target=True)
    losses = [cross_entropy(outputs, labels, reduction="sum") for outputs in (one, other)]
    expected = sum(losses) / 2 + 2.0 * apart / 2
    torch.testing.assert_close(under(model, "topic", batch, smooth, consistent, seed=9), expected)
    around = under(model, "topic", batch, consistent, smooth, seed=9)
    torch.testing.assert_close(around, cross_entropy(same, labels, reduction="sum"))


@pytest.mark.parametrize("head", HEADS)
def test_passes_with_dropout_are_drawn_together_on_every_head(new_model: Make, head: str) -> None:
    model, batch = made(new_model, head, dropout=0.3)
    torch.manual_seed(3)
    plain = (under(model, head, batch) + under(model, head, batch)) / 2
    torch.manual_seed(3)
    outputs = [model(head, batch) for _ in range(2)]
    apart = model.head(head).divergence(*outputs, batch)
    torch.manual_seed(3)
    torch.testing.assert_close(under(model, head, batch, Rule(r_drop=RDrop(alpha=0.7))), plain + 0.7 * apart)
    assert apart > 0


def test_divergence_of_spans_is_that_of_each_rows_tokens(new_model: Make) -> None:
    model, batch = made(new_model, "span")
    one, other = (torch.randn(len(batch.tokens), 2, generator=torch.Generator().manual_seed(s)) for s in (0, 1))
    expected = 0.0
    for row in range(len(batch.rows)):
        p, q = (log_softmax(scores[batch.row_of_token == row], dim=0) for scores in (one, other))
        expected += float(((p.exp() - q.exp()) * (p - q)).sum()) / 4
    assert float(model.head("span").divergence(one, other, batch)) == pytest.approx(expected, rel=1e-5)


CHAIN = (Rule(smoothing=Smoothing(sigma=0.1)), Rule(r_drop=RDrop()), Rule(pgd=PGD(epsilon=0.2, steps=2, share=0.5)))


@pytest.mark.parametrize("head", HEADS)
def test_splitting_a_step_changes_nothing_under_rules(
    new_model: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    found = []
    for name, budget in (("whole", 10**6), ("split", 30)):
        monkeypatch.setitem(training_step.TOKEN_BUDGET, "cpu", budget)
        model, _ = made(new_model, head)
        (tmp_path / name).mkdir()
        settings = Training(rules=CHAIN, max_steps=2, batch_size=12).over(SETTINGS)
        mixtures = [TaskMixture(head=head, data=mixture(head)), TaskMixture(head="mlm", data=mixture("topic"), every=2)]
        fit(model, mixtures, settings=settings, course=Course(0), folder=tmp_path / name, context=Context())
        # Scores of spans and of choices may all be shifted without effect: what Adam makes of rounding is left out.
        shifts = {"heads.head:span.out.bias", "heads.head:choice.project.out.bias"}
        found.append({n: p.detach().clone() for n, p in model.named_parameters() if n not in shifts})
    torch.testing.assert_close(*found, atol=1e-4, rtol=1e-3)


def test_masked_language_modelling_is_left_as_it_is(new_model: Make) -> None:
    model, batch = made(new_model, "topic")
    hidden = model.head("mlm").prepare(batch, 1)
    assert torch.equal(under(model, "mlm", hidden, *CHAIN), under(model, "mlm", hidden))


def test_frozen_embeddings_can_be_moved(new_model: Make, tmp_path: Path) -> None:
    """A rule moves what a batch reads, and trains the rest by it; the frozen vectors themselves stay as they are."""
    trained = {}
    for chain in ((), ("fgm",)):
        model, _ = made(new_model, "topic")
        before = model.encoder.get_input_embeddings().weight.detach().clone()
        settings = Training(rules=chain, freeze="embeddings").over(SETTINGS)
        folder = tmp_path / "".join(chain or ("plain",))
        folder.mkdir()
        fit(model, [TaskMixture(head="topic", data=mixture("topic"))], settings=settings, course=Course(0),
            folder=folder, context=Context())  # fmt: skip
        assert torch.equal(model.encoder.get_input_embeddings().weight, before)
        trained[chain] = model.head("topic").project.out.weight
    assert not torch.allclose(trained[()], trained["fgm",], atol=1e-4)


@pytest.mark.parametrize("rule", ["fgm", "smoothing"])
def test_a_rule_makes_a_model_bear_noise(new_model: Make, topics: Encoded, tmp_path: Path, rule: str) -> None:
    """Accuracy with noise on the embeddings, trained with the rule and without; both know the task."""
    strong = {"fgm": Rule(fgm=FGM(epsilon=0.02)), "smoothing": Rule(smoothing=Smoothing(sigma=0.03))}
    accuracy = {}
    for name, chain in (("plain", ()), ("robust", (strong[rule],))):
        model = new_model()
        settings = Training(rules=chain, max_steps=300).over(SETTINGS)
        (tmp_path / name).mkdir()
        fit(model, [TaskMixture(head="topic", data=topics)], settings=settings, course=Course(0),
            folder=tmp_path / name, context=Context())  # fmt: skip
        batch = collate(topics, range(len(topics)))
        with torch.no_grad():
            here = model.eval().encoder.get_input_embeddings()(batch.tokens)
            for sigma in (0.0, 0.05):
                outputs = [model("topic", batch, here + sigma * normal_noise(batch, s, here)) for s in range(5)]
                right = [float((o.argmax(dim=1) == batch.columns["labels"]).float().mean()) for o in outputs]
                accuracy[name, sigma] = sum(right) / len(right)
    assert accuracy["robust", 0.0] > 0.9, accuracy
    assert accuracy["robust", 0.05] > accuracy["plain", 0.05] + 0.05, accuracy
