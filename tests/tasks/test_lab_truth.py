"""Known truth for every task type, from the lab: gold scores 100, guessing is poor, and what learns is far above it.

The world is small and its languages are English-like and four others; models are tiny and train for seconds.
"""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from xstilts.base import plugins
from xstilts.graph.stage import Context
from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabSettings
from xstilts.metrics.metric import Metric
from xstilts.metrics.parallel_text import MEASURES
from xstilts.models import aligned_embeddings, encoders, tokenization
from xstilts.models.architecture import Architecture
from xstilts.models.model import Model
from xstilts.readers.lab import in_world
from xstilts.task_types.base import Task, find_task, load
from xstilts.task_types.task_type import Prediction
from xstilts.training import predict
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.loop import fit
from xstilts.training.task_mixture import TaskMixture

NOWHERE = Path("no/such/folder")
WORLD = LabSettings(
    **{"nouns": 5, "verbs": 2, "adjectives": 8, "person_names": 4, "place_names": 3, "times": 2, "numbers": 2},
    **{"parallel": 1.0, "switched": 0.0, "documents": 1500, "train": 4000, "dev": 200, "test": 200},
)


VECTORS = ("lab_retrieval", "lab_bucc", "lab_lareqa")


def task_of(name: str) -> Task:
    """A lab task in the small world. Vectors are those of the first layer."""
    task = in_world(find_task(name), WORLD)
    return replace(task, type=replace(task.type, layer=1)) if name in VECTORS else task


def metric_of(task: Task) -> Metric:
    """What the task's headline means."""
    return next(metric for metric in task.type.metrics if metric.name == task.headline)


def headline(task: Task, examples: list, predictions: list[Prediction]) -> float:
    items = task.type.score(examples, predictions)[task.headline]
    return metric_of(task).value(items.numerator, items.denominator)


GOLD = {
    "lab_nli": lambda example: example.label,
    "lab_sts": lambda example: example.label,
    "lab_srl": lambda example: list(example.tags),
    "lab_qa": lambda example: example.answers[0].text,
    "lab_choice": lambda example: example.label,
    "lab_retrieval": lambda example: {"plain": example.id, "centred": example.id},
    "lab_bucc": lambda example: {"target": example.matches[0], "margin": 1.0} if example.matches else None,
    "lab_lareqa": lambda example: None if example.candidate else list(example.relevant)[:20],
    "lab_mlm": lambda example: {"nll": 0.0, "tokens": 1},
    "lab_alignment": lambda example: {key: [1.0] for key in MEASURES},
    "lab_lexicon": lambda example: {"plain": 1, "centred": 1},
    "lab_lm_loss": lambda example: {"nll": 0.0, "tokens": 1},
}
"""A task of every type, and the prediction that says what an example's gold says."""


def test_every_task_type_has_known_truth():
    every = {type(find_task(name).type) for name in plugins.names("xstilts.tasks")}
    assert {type(find_task(name).type) for name in GOLD} == every


@pytest.mark.parametrize("name", GOLD)
@pytest.mark.parametrize("language", ["es", "ja"])
def test_gold_scores_100_and_guessing_is_poor(name, language):
    task = task_of(name)
    examples = load(task, name, NOWHERE, language, "test")
    gold = [Prediction(example.id, example.language, GOLD[name](example)) for example in examples]
    metric = metric_of(task)
    perfect = 0.0 if metric.better == "lower" else 100.0  # of a loss there is none
    assert headline(task, examples, gold) == pytest.approx(perfect)
    if metric.better == "higher":
        assert headline(task, examples, task.type.guess(examples)) < 40


@pytest.fixture(scope="module")
def aligned() -> Model:
    """An encoder without training whose embeddings know translations of words."""
    tokenizer = tokenization.from_words(open_lab(WORLD).vocabulary, max_length=64)
    sizes = Architecture(layers=2, width=64, heads=4, feed_forward=128, max_length=64, dropout=0.0)
    encoder = encoders.build(sizes, tokenizer, 0)
    documents = [e for code in WORLD.codes for e in load(task_of("lab_tlm"), "lab_tlm", NOWHERE, code, "train")]
    source, target = (
        tokenizer([getattr(document, side) for document in documents], add_special_tokens=False)["input_ids"]
        for side in ("text", "translation")
    )
    vectors = aligned_embeddings.aligned_embeddings(source, target, vocabulary=len(tokenizer), width=64)
    aligned_embeddings.place(vectors, encoder.get_input_embeddings())
    return Model(encoder, tokenizer)


def learned(model: Model, name: str, folder: Path, *, steps: int) -> None:
    """Train the model on the first language's examples, if there are any to learn."""
    task = task_of(name)
    torch.manual_seed(0)
    model.add_head(name, task.type.head)
    if steps:
        rows = task.type.encode(load(task, name, NOWHERE, "en", "train"), model.tokenizer, 64)
        size = 32 if name == "lab_choice" else 64  # a row of it is four sequences
        settings = Training(learning_rate=3e-3, max_steps=steps, batch_size=size, freeze="embeddings").over(DEFAULTS)
        fit(
            model,
            [TaskMixture(head=name, data=rows)],
            settings=settings,
            course=Course(0),
            folder=folder,
            context=Context(),
        )


def scored(model: Model, name: str, language: str) -> float:
    """The headline of the model's predictions on the test set."""
    task = task_of(name)
    examples = load(task, name, NOWHERE, language, "test")
    rows = task.type.encode(examples, model.tokenizer, 64)
    outputs = predict.outputs(model, name, rows, seed=0, precision="fp32", context=Context())
    return headline(task, examples, task.type.decode(examples, rows, outputs))


@pytest.mark.parametrize(
    ("name", "steps", "language", "least"),
    [
        ("lab_nli", 200, "en", 60),
        ("lab_sts", 200, "en", 75),
        ("lab_srl", 100, "en", 70),
        ("lab_qa", 200, "en", 25),
        ("lab_choice", 120, "en", 80),
        ("lab_retrieval", 0, "ja", 95),
        ("lab_bucc", 0, "tr", 70),
        ("lab_alignment", 0, "ru", 90),
        ("lab_lexicon", 0, "ja", 60),
        ("lab_lareqa", 0, "en", 50),
        ("lab_lareqa", 0, "ja", 20),
    ],
)
def test_a_small_model_is_far_better_than_guessing(name, steps, language, least, aligned, tmp_path):
    model = deepcopy(aligned)
    learned(model, name, tmp_path, steps=steps)
    assert scored(model, name, language) > least


def test_a_small_model_fills_gaps_better_than_frequencies_do(aligned, tmp_path):
    model = deepcopy(aligned)
    learned(model, "lab_text", tmp_path, steps=200)
    texts = [example.text for example in load(task_of("lab_text"), "lab_text", NOWHERE, "en", "train")]
    pieces = [piece for ids in model.tokenizer(texts, add_special_tokens=False)["input_ids"] for piece in ids]
    shares = np.bincount(pieces) / len(pieces)
    unread = -float(np.sum(shares * np.log(np.where(shares > 0, shares, 1))))
    assert scored(model, "lab_text", "en") < unread - 0.2
    learned(model, "lab_lm_loss", tmp_path, steps=0)  # the probe reads the same language-model head
    assert scored(model, "lab_lm_loss", "en") < unread - 0.2
