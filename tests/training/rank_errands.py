"""What the tests ask a worker to train with several ranks: `main([case, folder, ranks, ...])`, for the fork server."""

import math
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

from xstilts.base.errors import UserError
from xstilts.graph.launch_ranks import launch_ranks
from xstilts.graph.stage import Context
from xstilts.models import encoders, tokenization
from xstilts.models.architecture import Architecture
from xstilts.models.encoded import IGNORED, Encoded, encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.training import loop, state
from xstilts.training.adapter_settings import Adapter
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.ranks import join_ranks
from xstilts.training.task_mixture import TaskMixture

WORDS = [f"w{i}" for i in range(40)]
SETTINGS = Training(learning_rate=3e-3, max_steps=12, batch_size=16).over(DEFAULTS)
OTHER = {
    "few": Training(batch_size=1),
    "robust": Training(rules=("fgm", "smoothing"), mixed_batches=True),
    "adapter": Training(adapter=Adapter(target_modules=("query", "value"), options=(("r", 4),))),
}
ROOM = {"memory": 40, "coupled memory": 60, "coupled without room": 10}
"""Tokens that the second rank has memory for."""
HEADS = {
    "topic": HeadSpec(kind="sequence", outputs=3),
    "tags": HeadSpec(kind="token", outputs=3),
    "score": HeadSpec(kind="regression", outputs=1),
    "mlm": HeadSpec(kind="masked_lm", settings=(("mask_rate", 0.3),)),
    "pairs": HeadSpec(
        kind="contrastive",
        settings=(
            ("loss", "info_nce"),
            ("symmetric", True),
            ("temperature", 0.5),
            ("learned", True),
            ("pooling", "mean"),
            ("special_tokens", False),
        ),
    ),
}


def main(arguments: list[str]) -> int:
    case, folder, ranks, victim, fatal_step = [*arguments, "-1", "-1"][:5]
    doom = (int(victim), int(fatal_step))
    try:
        launch_ranks(lambda own: train(case, Path(folder), doom, own), Context(ranks=int(ranks), threads=int(ranks)))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def train(case: str, folder: Path, doom: tuple[int, int], own: Context) -> None:
    """Train as the case says; every rank writes down its weights and its number as a process."""
    torch.set_num_threads(1)
    (folder / f"pid{own.rank}").write_text(str(os.getpid()))
    with join_ranks(own) as (ranks, context):
        if ranks.rank == doom[0]:
            die_at(doom[1])
        if case == "dropout":  # a state after each step
            state.SHORTEST, state.SHARE = 0.0, math.inf
        model = new_model(dropout=0.1 if case == "dropout" else 0.0)
        if case in ROOM and ranks.rank == 1:
            leave_room_for(ROOM[case], model)
        settings = OTHER.get(case, Training()).over(SETTINGS)
        outcome = loop.fit(model, mixtures(case), settings=settings, course=Course(0), folder=folder, context=context)
        (folder / f"{own.rank}.budget").write_text(str(outcome.token_budget))
        save_file({name: p.detach().clone() for name, p in model.named_parameters()}, folder / f"{own.rank}.weights")


def die_at(fatal: int) -> None:
    """Let this process be killed when it comes to the step."""
    accumulate = loop.accumulate

    def fatally(model: Model, schedule: Any, step: int, **rest: Any) -> Any:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return accumulate(model, schedule, step, **rest)

    loop.accumulate = fatally


def leave_room_for(tokens: int, model: Model) -> None:
    """Let this rank run out of memory in a pass over more tokens than that."""

    def ask(module: torch.nn.Module, arguments: object, output: torch.Tensor) -> None:
        if output.shape[-2] > tokens:
            torch.empty(2**54)

    model.encoder.get_input_embeddings().register_forward_hook(ask)


def new_model(dropout: float) -> Model:
    tokenizer = tokenization.from_words(WORDS, max_length=64)
    sizes = Architecture(layers=2, width=16, heads=2, feed_forward=32, max_length=64, dropout=dropout)
    model = Model(encoders.build(sizes, tokenizer, 0), tokenizer)
    torch.manual_seed(1)
    for name, spec in HEADS.items():
        model.add_head(name, spec)
    return model


def mixtures(case: str) -> list[TaskMixture]:
    topic, tags = TaskMixture(head="topic", data=rows()), TaskMixture(head="tags", data=tagged())
    replay = TaskMixture(head="mlm", data=rows(), every=3, loss_weight=0.5)
    poisoned = TaskMixture(head="score", data=rows(labels=np.where(np.arange(60) == 33, np.nan, 1.0)))
    mixture = [replace(topic, share=0.6), replace(tags, share=0.4), replay]
    return {
        "tagging": [tags],
        "mixture": mixture,
        "memory": mixture,
        "robust": mixture,
        "dropout": [topic, replay],
        "coupled": [replace(topic, share=0.5), TaskMixture(head="pairs", data=paired(), share=0.5), replay],
        "coupled memory": [TaskMixture(head="pairs", data=paired()), replay],
        "coupled without room": [TaskMixture(head="pairs", data=paired())],
        "nan": [poisoned],
    }.get(case, [topic])


def texts() -> list[list[int]]:
    rng = np.random.default_rng(0)
    return [[0, *rng.integers(5, 45, rng.integers(2, 20)).tolist(), 2] for _ in range(60)]


def rows(labels: np.ndarray | None = None) -> Encoded:
    """60 sentences of 2 to 19 words; the label is the first word's."""
    return encoded(texts(), per_row={"labels": np.array([t[1] % 3 for t in texts()]) if labels is None else labels})


def paired() -> Encoded:
    """The same sentences, two and two."""
    names = np.arange(60).reshape(30, 2)
    return encoded(texts(), sequences_per_row=2, per_row={"texts": names})


def tagged() -> Encoded:
    """The same sentences; the tag of every other word is its number's."""
    tags = [[w % 3 if w > 4 and place % 2 else IGNORED for place, w in enumerate(text)] for text in texts()]
    return encoded(texts(), per_token={"labels": tags})
