"""Do batches of similar length learn as well as random ones? `python -m benchmarks.convergence`.

Trains a tiny encoder from nothing on English parts of speech, once with each batching for every seed, both from the
same weights, and scores it on the development set. Grouped batches are as good if the interval of the difference
holds 0 and is narrow beside the spread over seeds.
"""

import json
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from scipy import stats
from transformers import PreTrainedTokenizerBase

from benchmarks import texts
from benchmarks.measure import table
from benchmarks.options import base_parser
from xstilts.graph.stage import Context
from xstilts.models import encoders, tokenization
from xstilts.models.architecture import Architecture
from xstilts.models.encoded import Encoded
from xstilts.models.model import Model
from xstilts.task_types.base import Task
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS
from xstilts.training.loop import fit
from xstilts.training.predict import outputs
from xstilts.training.task_mixture import TaskMixture

Batching = Literal["random", "grouped"]
BATCHINGS: tuple[Batching, ...] = ("random", "grouped")
LEVEL = 0.95


class Exercise(NamedTuple):
    """What is learned, and what it is scored on."""

    task: Task
    tokenizer: PreTrainedTokenizerBase
    rows: Encoded
    asked: list[Any]


def prepare(data: Path, sentences: int, asked: int) -> Exercise:
    """Read and encode the sentences, and train a tokenizer of 4,000 pieces on them."""
    task, examples = texts.examples("udpos", "train", "en", data, limit=sentences)
    tokenizer = tokenization.train_unigram(texts.texts_of(task, examples), vocabulary=4000, max_length=128)
    _, dev = texts.examples("udpos", "dev", "en", data, limit=asked)
    return Exercise(task, tokenizer, task.type.encode(examples, tokenizer, 128), dev)


def score(exercise: Exercise, batching: Batching, seed: int, steps: int) -> float:
    """The accuracy in points after so many steps."""
    backbone = encoders.build(Architecture(dropout=0.1), exercise.tokenizer, seed)
    model = Model(backbone, exercise.tokenizer)
    torch.manual_seed(seed)
    model.add_head("tags", exercise.task.type.head)
    settings = replace(DEFAULTS, learning_rate=1e-3, num_train_epochs=None, max_steps=steps, batching=batching)
    context = Context(threads=torch.get_num_threads())
    with tempfile.TemporaryDirectory() as folder:
        mixture = TaskMixture(head="tags", data=exercise.rows)
        fit(model, [mixture], settings=settings, course=Course(seed), folder=Path(folder), context=context)
    kind = exercise.task.type
    rows = kind.encode(exercise.asked, exercise.tokenizer, 128)
    found = kind.decode(exercise.asked, rows, outputs(model, "tags", rows, seed=0, precision="fp32", context=context))
    return kind.score(exercise.asked, found)["accuracy"].value


def main() -> None:
    """Train, and print means, standard deviations and the interval of the difference."""
    parser = base_parser(__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--sentences", type=int, default=6000)
    parser.add_argument("--asked", type=int, default=500, help="sentences to score on")
    parser.add_argument("--threads", type=int, help="torch threads; all cores if left out")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    exercise = prepare(texts.data_folder(options.data), options.sentences, options.asked)
    found: dict[str, list[float]] = {batching: [] for batching in BATCHINGS}
    for seed in range(options.seeds):
        for batching in BATCHINGS:
            found[batching].append(score(exercise, batching, seed, options.steps))
        print(f"seed {seed}: " + ", ".join(f"{name} {scores[-1]:.2f}" for name, scores in found.items()), flush=True)
    rows = [(name, f"{statistics.mean(s):.2f}", f"{statistics.stdev(s):.2f}") for name, s in found.items()]
    print(table(("batches", "accuracy", "standard deviation"), rows))
    apart = np.subtract(found["grouped"], found["random"])
    low, high = stats.t.interval(LEVEL, len(apart) - 1, apart.mean(), stats.sem(apart))
    print(f"grouped less random: {apart.mean():+.2f}, {LEVEL:.0%} interval {low:+.2f} to {high:+.2f} (paired by seed)")
    if options.json:
        print(json.dumps({**found, "difference": float(apart.mean()), "interval": [float(low), float(high)]}))


if __name__ == "__main__":
    main()
