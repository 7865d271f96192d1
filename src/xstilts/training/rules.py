"""Robust step rules: each wraps the loss of a batch as a function of its input embeddings, and they chain.

After "Improving Zero-Shot Cross-Lingual Transfer Learning via Robust Training" (Huang et al. 2021): another language's
text looks to an encoder like the training language's with its embeddings moved, so train to bear such moves.

The first rule of a chain wraps the plain loss, the second what the first has made, and so on: [smoothing, r_drop] asks
two passes with different noise for equal outputs; [r_drop, smoothing] gives both passes the same noise. Losses stay
sums over units and every random number belongs to a token, so a step may be split as without rules.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from xstilts.base.randomness import seed_of
from xstilts.models.batch import Batch
from xstilts.models.model import Model
from xstilts.models.noise import normal_noise
from xstilts.training.rule_settings import FGM, PGD, RDrop, Rule, RuleName, Smoothing, complete


class Objective(NamedTuple):
    """The sum of a batch's losses, a scalar, and the head's outputs."""

    loss: Tensor
    outputs: Tensor


Loss = Callable[[Tensor], Objective]
"""What a rule wraps: from input embeddings (T, width) to the objective there."""


class Scene(NamedTuple):
    """What a rule may look at: the model, the head's name, the batch, and a seed of the rule's own."""

    model: Model
    head: str
    batch: Batch
    seed: int


def loss(model: Model, head: str, batch: Batch, rules: Sequence[RuleName | Rule], seed: int) -> Tensor:
    """The sum of the losses of the batch's units under the rules, in their order.

    A head that makes noise of its own (masked language modelling) has the plain loss under any rules.
    """

    def plain(embeddings: Tensor | None) -> Objective:
        outputs = model(head, batch, embeddings)
        return Objective(model.head(head).loss(outputs, batch), outputs)

    if not rules or model.head(head).draws:
        return plain(None).loss
    wrapped: Loss = plain
    for place, rule in enumerate(rules):
        wrapped = _wrapped(wrapped, complete(rule), Scene(model, head, batch, seed_of(seed, place)))
    return wrapped(model.encoder.get_input_embeddings()(batch.tokens)).loss


def _wrapped(inner: Loss, rule: Rule, scene: Scene) -> Loss:
    match rule.settings:
        case FGM(epsilon=epsilon, share=share):
            return adversarial(inner, PGD(epsilon=epsilon, step_size=epsilon, steps=1, share=share), scene)
        case PGD() as attack:
            return adversarial(inner, attack, scene)
        case Smoothing(sigma=sigma):
            return smoothing(inner, sigma, scene)
        case RDrop(alpha=alpha):
            return r_drop(inner, alpha, scene)


def adversarial(inner: Loss, attack: PGD, scene: Scene) -> Loss:
    """The loss where embeddings are moved to raise it, beside the clean one. See PGD and FGM (one full step).

    The move itself is a constant: no gradient runs through the search for it.
    """

    def wrapped(embeddings: Tensor) -> Objective:
        embeddings = embeddings if embeddings.requires_grad else embeddings.detach().requires_grad_()
        clean = inner(embeddings)
        (slope,) = torch.autograd.grad(clean.loss, embeddings, retain_graph=attack.share < 1)
        moved = inner(embeddings + perturbation(inner, embeddings.detach(), slope, attack, scene.batch))
        if attack.share == 1:
            return moved
        return Objective(attack.share * moved.loss + (1 - attack.share) * clean.loss, clean.outputs)

    return wrapped


def perturbation(inner: Loss, embeddings: Tensor, slope: Tensor, attack: PGD, batch: Batch) -> Tensor:
    """The move (T, width) of the embeddings that raises the loss: each sequence's at most `epsilon` long.

    `slope` is the loss's where they are; every step after the first looks anew.
    """
    move = _step(torch.zeros_like(embeddings), slope, attack, batch)
    for _ in range(attack.steps - 1):
        there = (embeddings + move).requires_grad_()
        (slope,) = torch.autograd.grad(inner(there).loss, there)
        move = _step(move, slope, attack, batch)
    return move


def _step(move: Tensor, slope: Tensor, attack: PGD, batch: Batch) -> Tensor:
    """The move after one more step, drawn back into the ball."""
    move = move + attack.step_size * slope / lengths(slope, batch).clamp_min(torch.finfo(slope.dtype).tiny)
    return move * (attack.epsilon / lengths(move, batch).clamp_min(attack.epsilon or 1.0))


def lengths(moves: Tensor, batch: Batch) -> Tensor:
    """The Euclidean length of every sequence's block of `moves` (T, width), given at its tokens: (T, 1)."""
    sequence = batch.sequence_of_token
    squares = moves.new_zeros(len(batch.lengths)).index_add_(0, sequence, moves.square().sum(dim=1))
    return squares.sqrt()[sequence, None]


def smoothing(inner: Loss, sigma: float, scene: Scene) -> Loss:
    """The loss where embeddings have normal noise on them, drawn anew at every pass. See Smoothing."""
    passes = 0

    def wrapped(embeddings: Tensor) -> Objective:
        nonlocal passes
        passes += 1
        return inner(embeddings + sigma * normal_noise(scene.batch, seed_of(scene.seed, passes), embeddings))

    return wrapped


def r_drop(inner: Loss, alpha: float, scene: Scene) -> Loss:
    """The mean loss of two passes, and `alpha` times how far apart their outputs are. See RDrop."""
    head = scene.model.head(scene.head)

    def wrapped(embeddings: Tensor) -> Objective:
        one, other = inner(embeddings), inner(embeddings)
        apart = head.divergence(one.outputs, other.outputs, scene.batch)
        return Objective((one.loss + other.loss) / 2 + alpha * apart, one.outputs)

    return wrapped
