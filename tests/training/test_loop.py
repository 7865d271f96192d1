import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from xstilts.base.errors import UserError
from xstilts.graph.stage import Context, Progress
from xstilts.models import checkpoint
from xstilts.models.batch import collate
from xstilts.models.encoded import Encoded, encoded
from xstilts.models.model import Model
from xstilts.training import loop, predict, state
from xstilts.training import step as training_step
from xstilts.training.batches import RowSource
from xstilts.training.course import Course
from xstilts.training.curve import LOG
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.memory import Budget
from xstilts.training.optimizer import learning_rate
from xstilts.training.task_mixture import BatchSchedule, TaskMixture, steps_of

SETTINGS = Training(learning_rate=3e-3, max_steps=60, batch_size=16).over(DEFAULTS)
Make = Callable[..., Model]
CutOff = Callable[[int, Callable[[], object]], None]


def weights(model: Model) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().clone() for name, tensor in model.named_parameters()}


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(a[name], b[name]) for name in a)


def train(
    model: Model, mixtures: list[TaskMixture], folder: Path, settings: Training = SETTINGS, seed: int = 0
) -> Model:
    folder.mkdir(exist_ok=True)
    fit(model, mixtures, settings=settings, course=Course(seed), folder=folder, context=Context())
    return model


def test_training_learns_what_can_be_learned(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    settings = Training(max_steps=150).over(SETTINGS)
    model = train(new_model(), [TaskMixture(head="topic", data=topics)], tmp_path, settings)
    logits = predict.outputs(model, "topic", topics, seed=0, precision="fp32", context=Context())
    right = sum(int(row.argmax()) == int(label) for row, label in zip(logits, topics.per_row["labels"], strict=True))
    assert right / len(topics) > 0.95


def test_a_step_equals_the_textbooks(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    """The same step by hand: padded rows, mean loss, clipping, AdamW with decay on matrices only."""
    settings = Training(max_steps=1, warmup=0.0, schedule="constant").over(SETTINGS)
    ours = train(new_model(), [TaskMixture(head="topic", data=topics)], tmp_path, settings)
    source = RowSource("topic", topics.row_lengths, 16, 0, True)
    batch = collate(topics, source.batch(0))
    reference = new_model()
    reference.encoder.set_attn_implementation("eager")
    reference.train()
    loss = cross_entropy(reference("topic", batch), batch.columns["labels"])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(reference.parameters(), 1.0)
    matrices = [p for p in reference.parameters() if p.dim() > 1]
    vectors = [p for p in reference.parameters() if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    torch.optim.AdamW(groups, lr=3e-3).step()
    for name, tensor in reference.named_parameters():
        torch.testing.assert_close(dict(ours.named_parameters())[name], tensor, atol=2e-4, rtol=1e-3)


def test_splitting_a_step_changes_no_loss(
    new_model: Make, topics: Encoded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixtures = [TaskMixture(head="topic", data=topics), TaskMixture(head="mlm", data=topics, every=2, loss_weight=0.5)]
    short = Training(max_steps=8).over(SETTINGS)
    whole = weights(train(new_model(), mixtures, tmp_path / "whole", short))
    monkeypatch.setitem(training_step.TOKEN_BUDGET, "cpu", 40)
    split = weights(train(new_model(), mixtures, tmp_path / "split", short))
    for name, tensor in whole.items():
        torch.testing.assert_close(split[name], tensor, atol=1e-4, rtol=1e-3)


def test_the_same_seed_gives_the_same_bits_and_another_does_not(
    new_model: Make, topics: Encoded, tmp_path: Path
) -> None:
    mixtures = [TaskMixture(head="topic", data=topics)]
    first = weights(train(new_model(0.1), mixtures, tmp_path / "a"))
    again = weights(train(new_model(0.1), mixtures, tmp_path / "b"))
    other = weights(train(new_model(0.1), mixtures, tmp_path / "c", seed=1))
    assert same(first, again)
    assert not same(first, other)


@pytest.mark.parametrize("stop_at", [1, 17, 40])
def test_a_run_that_was_cut_off_goes_on_bit_for_bit(
    new_model: Make, topics: Encoded, tmp_path: Path, cut_off: CutOff, stop_at: int
) -> None:
    mixtures = [TaskMixture(head="topic", data=topics), TaskMixture(head="mlm", data=topics, every=3, loss_weight=0.5)]
    straight = weights(train(new_model(0.1), mixtures, tmp_path / "straight"))
    curve = (tmp_path / "straight" / LOG).read_text()
    cut_off(stop_at, lambda: train(new_model(0.1), mixtures, tmp_path / "cut"))
    resumed = train(new_model(0.1), mixtures, tmp_path / "cut")
    assert same(straight, weights(resumed))
    assert (tmp_path / "cut" / LOG).read_text() == curve
    assert (tmp_path / "cut" / state.STATE).exists()  # until the model is saved


def test_two_tasks_share_the_steps_as_asked(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    mixtures = [TaskMixture(head="topic", data=topics, share=0.75), TaskMixture(head="mlm", data=topics, share=0.25)]
    steps = SETTINGS.max_steps
    assert steps is not None
    train(new_model(), mixtures, tmp_path)
    points = [json.loads(line) for line in (tmp_path / LOG).read_text().splitlines()]
    taken = [{name for name in point if name.startswith("loss/")} for point in points if point["step"]]
    assert len(taken) == steps  # a point a step, so its losses are those of the step's tasks
    assert taken.count({"loss/topic"}) == 0.75 * steps
    assert taken.count({"loss/mlm"}) == 0.25 * steps
    assert {"loss/topic"} in taken[: steps // 2]  # and not one task after the other
    assert {"loss/mlm"} in taken[: steps // 2]


def test_a_loss_that_is_no_number_stops_with_its_place(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    model = new_model()
    with torch.no_grad():
        model.head("topic").project.out.weight.fill_(math.nan)
    with pytest.raises(UserError, match=r"the loss of 'topic' is nan at step 1 \(examples number .* learning_rate"):
        train(model, [TaskMixture(head="topic", data=topics)], tmp_path)


def test_a_diverging_loss_stops_with_its_place_and_steep_training_does_not(
    new_model: Make, topics: Encoded, tmp_path: Path
) -> None:
    """A rate of 10 throws the weights about. One of 0.3 is far too high to learn, but the loss stays near guessing."""
    steep = Training(learning_rate=0.3, max_steps=60, warmup=0.0).over(DEFAULTS)
    train(new_model(), [TaskMixture(head="topic", data=topics)], tmp_path / "steep", steep)
    settings = Training(learning_rate=10.0).over(steep)
    told = r"'topic' has gone from 1\.\d+ to \d+\.?\d*, so it diverges, at step \d+ \(examples number \d+, .*rate"
    with pytest.raises(UserError, match=told):
        train(new_model(), [TaskMixture(head="topic", data=topics)], tmp_path / "diverging", settings)


def test_the_curve_begins_with_the_loss_before_learning(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    mixtures = [TaskMixture(head="topic", data=topics, share=0.5), TaskMixture(head="mlm", data=topics, share=0.5)]
    train(new_model(), mixtures, tmp_path, Training(max_steps=12).over(SETTINGS))
    first, *points = [json.loads(line) for line in (tmp_path / LOG).read_text().splitlines()]
    assert [point["step"] for point in points] == list(range(1, 13))
    for head in ("topic", "mlm"):
        assert first[f"loss/{head}"] == next(p[f"loss/{head}"] for p in points if f"loss/{head}" in p)


def test_mixed_batches_have_every_task_by_its_share(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    """Shares 0.7 and 0.3 of 8 examples are 6 and 2; the mean losses count 0.7 and 0.3, the second's half of it."""
    others = encoded([[0, 9, 2], [0, 8, 7, 2]] * 4, per_row={"labels": np.array([0, 1] * 4)})
    mixtures = [
        TaskMixture(head="topic", data=topics, share=0.7),
        TaskMixture(head="topic", data=others, share=0.3, loss_weight=0.5),
        TaskMixture(head="mlm", data=topics, every=2, loss_weight=0.25),
    ]
    settings = Training(batch_size=8, mixed_batches=True).over(SETTINGS)
    schedule = BatchSchedule(mixtures, settings, 10, 0)
    assert [(part.mixture, len(part.rows), part.weight) for part in schedule.parts(0)] == [
        (0, 6, 0.7),
        (1, 2, 0.15),
        (2, 8, 0.25),
    ]
    assert [part.mixture for part in schedule.parts(1)] == [0, 1]
    seen = sorted(int(row) for step in range(4) for row in schedule.parts(step)[1].rows)
    assert seen == list(range(8))
    model = new_model().train()
    losses, _ = training_step.accumulate(
        model, schedule, 1, settings=settings, device=torch.device("cpu"), budget=Budget(8192, print)
    )
    found = [p.grad for p in model.parameters()]
    model.zero_grad(set_to_none=True)
    means = []
    for part in schedule.parts(1):
        batch = collate(mixtures[part.mixture].data, part.rows)
        means.append(cross_entropy(model("topic", batch), batch.columns["labels"]))
    (0.7 * means[0] + 0.15 * means[1]).backward()
    for ours, parameter in zip(found, model.parameters(), strict=True):
        torch.testing.assert_close(ours, parameter.grad)
    assert losses["topic"] == pytest.approx((6 * means[0].item() + 2 * means[1].item()) / 8)


def test_the_rate_warms_up_and_goes_to_zero() -> None:
    settings = Training(learning_rate=1.0, warmup=0.1, schedule="linear").over(DEFAULTS)
    rates = [learning_rate(settings, step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9] == pytest.approx(1.0)
    assert rates[55] == pytest.approx(0.5)
    assert rates[99] == pytest.approx(1 / 90)
    cosine = Training(schedule="cosine").over(settings)
    assert learning_rate(cosine, 55, 100) == pytest.approx(0.5)
    assert learning_rate(Training(schedule="constant").over(settings), 99, 100) == 1.0


def test_epochs_become_steps(topics: Encoded) -> None:
    settings = Training(num_train_epochs=2, batch_size=50).over(DEFAULTS)
    assert steps_of(settings, [TaskMixture(head="a", data=topics), TaskMixture(head="b", data=topics, every=1)]) == 5


def test_progress_is_told(new_model: Make, topics: Encoded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Progress] = []
    clock = iter(range(10**6))
    monkeypatch.setattr(loop.time, "monotonic", lambda: float(next(clock)) * 2)
    settings = Training(max_steps=5).over(SETTINGS)
    context = Context(progress=seen.append)
    fit(
        new_model(),
        [TaskMixture(head="topic", data=topics)],
        settings=settings,
        course=Course(0),
        folder=tmp_path,
        context=context,
    )
    assert [(p.done, p.total, p.unit) for p in seen] == [(step, 5, "steps") for step in range(1, 6)]


def test_frozen_embeddings_stay_as_they_are(new_model: Make, topics: Encoded, tmp_path: Path) -> None:
    settings = Training(freeze="embeddings", max_steps=5).over(SETTINGS)
    mixtures = [TaskMixture(head="topic", data=topics), TaskMixture(head="mlm", data=topics, every=1)]
    before = weights(new_model())
    after = weights(train(new_model(), mixtures, tmp_path, settings))
    kept = {name for name in before if torch.equal(before[name], after[name])}
    shape = new_model().encoder.get_input_embeddings().weight.shape
    assert kept == {name for name, tensor in before.items() if tensor.shape == shape}  # they are the decoder's, too


def test_the_original_language_model_outlives_training_on_another_task(
    new_model: Make, topics: Encoded, tmp_path: Path
) -> None:
    """Its own weights keep their bits through training, saving and loading; its decoder is the moved embeddings."""
    start, trained = new_model(), train(new_model(), [TaskMixture(head="topic", data=topics)], tmp_path / "run")
    checkpoint.save(trained, tmp_path / "saved", {"topic": trained.specs["topic"]})
    loaded, _ = checkpoint.load(tmp_path / "saved", heads={"mlm": trained.specs["mlm"]})
    of_encoder = {id(parameter) for parameter in start.encoder.parameters()}
    own = [name for name, parameter in start.backbone.named_parameters() if id(parameter) not in of_encoder]
    assert len(own) >= 4  # a dense layer, its norm and the decoder's bias
    for name in own:
        assert torch.equal(loaded.backbone.get_parameter(name), start.backbone.get_parameter(name))
    decoder, embeddings = loaded.backbone.get_output_embeddings(), loaded.encoder.get_input_embeddings()
    assert decoder.weight is embeddings.weight
    assert not torch.equal(embeddings.weight, start.encoder.get_input_embeddings().weight)


def test_a_place_remembers_every_number_of_ranks_that_took_its_steps() -> None:
    begun = state.TrainingPlace().with_ranks(2)
    assert begun.with_ranks(2).ranks == (2,)
    assert begun.with_ranks(1).with_ranks(1).ranks == (2, 1)
