"""A run that is cut off goes on bit for bit: every task type, mixtures, replay, rules, adapters, frozen embeddings."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from xstilts.graph.stage import Context
from xstilts.models.model import Model
from xstilts.task_types.classification import Classification, Text
from xstilts.task_types.masked_lm import MaskedLM, Passage
from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice
from xstilts.task_types.regression import Regression
from xstilts.task_types.span_qa import Answer, Question, SpanQA
from xstilts.task_types.tagging import Tagged, Tagging
from xstilts.training import state
from xstilts.training.adapter_settings import Adapter
from xstilts.training.course import Course
from xstilts.training.curve import LOG
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.rule_settings import FGM, PGD, Rule
from xstilts.training.task_mixture import TaskMixture

Make = Callable[..., Model]
STEPS = 6
CUTS = (1, 4)
SETTINGS = Training(learning_rate=3e-3, max_steps=STEPS, batch_size=4).over(DEFAULTS)


def words(draw: np.random.Generator, least: int = 2, most: int = 9) -> str:
    return " ".join(f"w{i}" for i in draw.integers(0, 40, draw.integers(least, most)))


def examples() -> dict[str, tuple[Any, list[Any]]]:
    """Every task type by a name, with ten examples of it."""
    draw = np.random.default_rng(0)
    ids = [{"id": str(number), "language": "en"} for number in range(10)]
    labelled = [(own, int(draw.integers(0, 2))) for own in ids]
    two = Classification(labels=("0", "1"))
    return {
        "single": (two, [Text(**own, text=words(draw), label=str(y)) for own, y in labelled]),
        "pair": (
            replace(two, pooling="max"),
            [Text(**own, text=words(draw), second=words(draw), label=str(y)) for own, y in labelled],
        ),
        "score": (
            Regression(),
            [Text(**own, text=words(draw), second=words(draw), label=2.5 * y) for own, y in labelled],
        ),
        "tags": (
            Tagging(tags=("0", "1")),
            [Tagged(**own, words=("w1", words(draw, 1, 2), "w2"), tags=("0", str(y), "1")) for own, y in labelled],
        ),
        "span": (
            SpanQA(step=6),
            [
                Question(**own, context=f"w7 {words(draw, 9, 14)}", question="w3 w4", answers=(Answer("w7", 0),))
                for own in ids
            ],
        ),
        "choice": (
            MultipleChoice(count=2),
            [
                ChoiceQuestion(**own, context=words(draw), choices=(words(draw), words(draw)), label=y)
                for own, y in labelled
            ],
        ),
        "mlm": (MaskedLM(mask_rate=0.3), [Passage(**own, text=words(draw)) for own in ids]),
        "tlm": (
            MaskedLM(mask_rate=0.3),
            [Passage(**own, text=words(draw), translation=words(draw), translation_language="de") for own in ids],
        ),
    }


EXAMPLES = examples()
PLAIN = Training()


@dataclass(frozen=True)
class Run:
    """What is trained: (task, the rest of its mixture) for every task, and settings that differ."""

    tasks: tuple[tuple[str, dict[str, float]], ...]
    settings: Training = PLAIN


MIXTURE = (("pair", {"share": 0.5}), ("tags", {"share": 0.3}), ("span", {"share": 0.2, "loss_weight": 0.5}))
RUNS = {
    **{name: Run(((name, {}),)) for name in EXAMPLES},
    "mixture": Run(MIXTURE),
    "mixed batches": Run(MIXTURE, Training(mixed_batches=True)),
    "replay": Run((("pair", {}), ("mlm", {"every": 2, "loss_weight": 0.5}))),
    "smoothing and r_drop": Run((("tags", {}),), Training(rules=("smoothing", "r_drop"))),
    "attacks": Run((("pair", {}),), Training(rules=(Rule(fgm=FGM(epsilon=0.1)), Rule(pgd=PGD(epsilon=0.1))))),
    "adapter": Run(
        (("span", {}),), Training(adapter=Adapter(target_modules=("query", "dense"), options=(("lora_dropout", 0.1),)))
    ),
    "frozen embeddings": Run((("choice", {}),), Training(freeze="embeddings")),
    "bf16": Run((("pair", {}),), Training(precision="bf16")),
    "random batches by epochs": Run((("single", {}),), Training(num_train_epochs=2.4, batching="random")),
}


def trained(new_model: Make, run: Run, folder: Path) -> dict[str, torch.Tensor]:
    """Train a fresh model in the folder; its weights."""
    folder.mkdir(exist_ok=True)
    model = new_model(0.1)
    mixtures = []
    for name, rest in run.tasks:
        kind, given = EXAMPLES[name]
        torch.manual_seed(5)
        model.add_head(name, kind.head)
        mixtures.append(TaskMixture(head=name, data=kind.encode(given, model.tokenizer, 24), **rest))
    settings = run.settings.over(SETTINGS)
    fit(model, mixtures, settings=settings, course=Course(0), folder=folder, context=Context())
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


class _Stop(Exception):
    """Ends a run at a step of the test's choice."""


@pytest.mark.parametrize("name", RUNS)
def test_a_run_that_was_cut_off_twice_gives_the_same_bits(
    new_model: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    straight = trained(new_model, RUNS[name], tmp_path / "straight")
    monkeypatch.setattr(state, "SHORTEST", 0.0)
    monkeypatch.setattr(state, "SHARE", math.inf)
    save, cuts = state.save, list(CUTS)

    def save_then_stop(
        folder: Path, model: torch.nn.Module, optimizer: torch.optim.Optimizer, at: state.TrainingPlace
    ) -> None:
        save(folder, model, optimizer, at)
        if cuts and at.step == cuts[0]:
            del cuts[0]
            raise _Stop

    monkeypatch.setattr(state, "save", save_then_stop)
    for _ in CUTS:
        with pytest.raises(_Stop):
            trained(new_model, RUNS[name], tmp_path / "cut")
    resumed = trained(new_model, RUNS[name], tmp_path / "cut")
    assert not cuts
    assert straight.keys() == resumed.keys()
    assert [weight for weight in straight if not torch.equal(straight[weight], resumed[weight])] == []
    assert (tmp_path / "cut" / LOG).read_text() == (tmp_path / "straight" / LOG).read_text()
    assert (tmp_path / "cut" / state.STATE).exists()  # until the model is saved
