"""Runs a Train stage: loads the parent's encoder with new heads, encodes the text, trains, saves."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from huggingface_hub import ModelCardData

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.graph.launch_ranks import launch_ranks
from xstilts.graph.stage import Context
from xstilts.models import checkpoint, limits
from xstilts.models.encoded import Encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.study.data_folder import DataFolder
from xstilts.study.encodings import encode, joined
from xstilts.study.lineage import origins
from xstilts.study.model_folder import write_model
from xstilts.study.stages.base import CHECKPOINT
from xstilts.study.stages.train import SUMMARY, TaskShare, Train
from xstilts.training import state
from xstilts.training.batches import shares
from xstilts.training.course import Course
from xstilts.training.loop import Outcome, fit
from xstilts.training.ranks import Ranks, join_ranks
from xstilts.training.task_mixture import TaskMixture


def run(stage: Train, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out` with the trained checkpoint, its curve and a summary. Raises UserError for what cannot be learned."""
    train(stage, inputs["parent"], out, context, Course(stage.seed, keep=stage.snapshots))


def train(stage: Train, parent: Path, out: Path, context: Context, course: Course) -> None:
    """Train the phase from the `parent` folder on, in as many processes as there are ranks, and fill `out`."""

    def work(own: Context) -> None:
        with join_ranks(own) as (ranks, here):
            _train(stage, parent, out, here, ranks, course)

    launch_ranks(work, context)


def _train(stage: Train, parent: Path, out: Path, context: Context, ranks: Ranks, course: Course) -> None:
    """What every rank does; the first writes what came of it."""
    torch.set_num_threads(context.threads)
    specs = {task.head: _head(task) for task in stage.tasks}
    seed = None if stage.keep_heads else stage.seed
    model, report = checkpoint.load(parent / CHECKPOINT, heads=specs, seed=seed)
    limits.check_length(model.encoder, stage.training.max_length or 0)
    with ranks.one_first():
        rows = [_rows(task, stage, model, context) for task in stage.tasks]
    for task, encoded in zip(stage.tasks, rows, strict=True):
        limits.check_tokens(model.encoder, encoded, task.head)
    outcome = fit(model, _mixtures(stage, rows), settings=stage.training, course=course, folder=out, context=context)
    if not ranks.writes:
        return
    summary = asdict(outcome) | {"examples": [_examples(encoded) for encoded in rows]}
    del summary["seconds"]  # a resumed run gives the same bytes; recipe.json has its times
    files.write_json(out / SUMMARY, summary)
    write_model(out, model, heads=specs, about=_about(stage, outcome), report=report, card=_card(stage))
    state.discard(out)  # not before: a kill while a large model is saved must not cost its training


def _head(task: TaskShare) -> HeadSpec:
    kind = task.slices[0].type
    if not kind.trainable:
        raise UserError(f"{task.slices[0].task}: nothing can be trained on it ({type(kind).__name__} only evaluates)")
    return kind.head


def _rows(task: TaskShare, stage: Train, model: Model, context: Context) -> Encoded:
    """The rows of a task's slices, from the cache."""
    data = DataFolder(context.data, context.cache)
    longest = stage.training.max_length or 0
    parts = []
    for data_slice in task.slices:
        made = encode(data_slice, data, tokenizer=model.tokenizer, max_length=longest, context=context)
        parts += [rows for _, rows in made]
    return joined(parts)


def _mixtures(stage: Train, rows: list[Encoded]) -> list[TaskMixture]:
    """The rows with their shares of the steps; replay (`every`) stands beside the mixture.

    Shares go by examples, not by the windows that long ones are cut into.
    """
    main = [index for index, task in enumerate(stage.tasks) if not task.every]
    part = shares(
        [_examples(rows[index]) for index in main],
        mixing=stage.mixing,
        temperature=stage.temperature,
        weights=[stage.tasks[index].weight for index in main],
    )
    share = dict(zip(main, part.tolist(), strict=True))
    return [
        TaskMixture(
            head=task.head,
            data=rows[index],
            share=share.get(index, 0.0),
            every=task.every,
            loss_weight=task.loss_weight,
        )
        for index, task in enumerate(stage.tasks)
    ]


def _examples(rows: Encoded) -> int:
    return len(np.unique(rows.example))


def _about(stage: Train, outcome: Outcome) -> str:
    tasks = ", ".join(
        f"`{data_slice.task}` ({', '.join(data_slice.languages)})" for task in stage.tasks for data_slice in task.slices
    )
    start = " and ".join(f"`{encoder.source or 'a new encoder'}`" for encoder in origins(stage))
    return (
        f"Trained from {start} on {tasks}: {outcome.steps} steps, "
        f"{outcome.tokens:,} tokens, seed {stage.seed}, final loss {outcome.loss:.3f}."
    )


def _card(stage: Train) -> ModelCardData:
    slices = [data_slice for task in stage.tasks for data_slice in task.slices]
    return ModelCardData(
        library_name="transformers",
        base_model=[encoder.source for encoder in origins(stage) if encoder.source] or None,
        language=sorted({language for data_slice in slices for language in data_slice.languages}),
        datasets=sorted({Path(data_slice.task).stem for data_slice in slices}),
        tags=["xstilts", "cross-lingual-transfer"],
    )
