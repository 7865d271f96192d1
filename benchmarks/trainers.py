"""One segment of training, by xstilts and by transformers' Trainer in the ways that people use it.

All get the same rows, model sizes, batch size and fused AdamW, and are timed by the same `Meter`.
"""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForMaskedLM,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    PreTrainedTokenizerBase,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

from benchmarks.measure import Meter, Segment
from benchmarks.shapes import Shape
from xstilts.graph.stage import Context
from xstilts.models.encoded import IGNORED, Encoded
from xstilts.models.head_spec import HeadSpec
from xstilts.models.model import Model
from xstilts.training.course import Course
from xstilts.training.hyperparameters import DEFAULTS
from xstilts.training.loop import fit
from xstilts.training.task_mixture import TaskMixture

MODELS = {
    "sequence": AutoModelForSequenceClassification,
    "token": AutoModelForTokenClassification,
    "span": AutoModelForQuestionAnswering,
}
"""transformers' classes by the kind of our head."""

WARM_ROWS = 8
"""Rows of the Trainers' first step, which is not timed: it makes moments and gradients, whatever its size."""

Batches = list[NDArray[np.int64]]


class Drawn(NamedTuple):
    """The batches of a segment: rows of similar length together, and rows as they come."""

    grouped: Batches
    random: Batches


@dataclass(frozen=True)
class Job:
    """What all segments share: the rows of a task that has one sequence a row, and where and how to train."""

    shape: Shape
    head: HeadSpec
    data: Encoded
    tokenizer: PreTrainedTokenizerBase
    longest: int
    device: str = "cpu"
    clock: str = "wall"


def xstilts(job: Job, drawn: Drawn, seed: int) -> Segment:
    """Our engine: one epoch over the batches to warm up and one that counts, so that every batch counts once."""
    batches = drawn.grouped
    rows = taken(job.data, np.concatenate(batches))
    torch.manual_seed(seed)
    backbone = AutoModelForMaskedLM.from_config(job.shape.config(job.longest))
    model = Model(backbone, job.tokenizer)
    model.add_head("task", job.head)
    settings = replace(
        DEFAULTS,
        num_train_epochs=None,
        max_steps=2 * len(batches),
        batch_size=len(batches[0]),
        max_length=job.longest,
        precision="bf16",
    )
    with tempfile.TemporaryDirectory() as folder, Meter(model.encoder, job.clock) as meter:
        context = Context(device=job.device, threads=torch.get_num_threads())
        mixture = TaskMixture(head="task", data=rows)
        fit(model, [mixture], settings=settings, course=Course(seed), folder=Path(folder), context=context)
    return meter.last(len(batches), int(job.data.row_lengths[np.concatenate(batches)].sum()))


class Given(Trainer):
    """A Trainer that takes its batches as they are given."""

    batches: list[list[int]]

    def get_train_dataloader(self) -> Any:
        """The dataset in those batches."""
        loader = DataLoader(self.train_dataset, batch_sampler=self.batches, collate_fn=self.data_collator)
        return self.accelerator.prepare(loader)


def trainer(job: Job, drawn: Drawn, seed: int, *, pad_to: int | None, grouped: bool, bf16: bool) -> Segment:
    """The Trainer of transformers, its batches padded to `pad_to` or to their longest row."""
    batches = drawn.grouped if grouped else drawn.random
    features = _features(job, np.concatenate(batches), pad_to)
    torch.manual_seed(seed)
    model = MODELS[job.head.kind].from_config(job.shape.config(job.longest, job.head.outputs))
    with tempfile.TemporaryDirectory() as folder, Meter(model.base_model, job.clock) as meter:
        arguments = TrainingArguments(
            folder,
            max_steps=len(batches) + 1,
            per_device_train_batch_size=len(batches[0]),
            learning_rate=1e-5,
            optim="adamw_torch_fused",
            bf16=bf16,
            use_cpu=job.device == "cpu",
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
            seed=seed,
        )
        made = Given(model, arguments, train_dataset=features, data_collator=_pad)
        ends = np.cumsum([0, *map(len, batches)]).tolist()
        counted = [list(range(start, end)) for start, end in itertools.pairwise(ends)]
        made.batches = [counted[0][:WARM_ROWS], *counted]
        made.remove_callback(PrinterCallback)
        made.train()
    return meter.last(len(batches), int(job.data.row_lengths[np.concatenate(batches)].sum()))


def settings_of(device: str) -> dict[str, Callable[[Job, Drawn, int], Segment]]:
    """Everything that is compared, by name. On a GPU all train in bf16, as everybody does there."""
    bf16 = device == "cuda"
    return {
        "xstilts": xstilts,
        "trainer_padded": lambda job, drawn, seed: trainer(
            job, drawn, seed, pad_to=job.longest, grouped=False, bf16=bf16
        ),
        "trainer_dynamic": partial(trainer, pad_to=None, grouped=False, bf16=bf16),
        "trainer_grouped_bf16": partial(trainer, pad_to=None, grouped=True, bf16=True),
    }


def taken(data: Encoded, index: NDArray[np.int64]) -> Encoded:
    """The given rows of data that has one sequence a row."""
    lengths = np.diff(data.bounds)[index]
    ends = np.concatenate([[0], np.cumsum(lengths)])
    source = np.repeat(data.bounds[index] - ends[:-1], lengths) + np.arange(ends[-1])
    return Encoded(
        tokens=data.tokens[source],
        bounds=ends,
        row_bounds=np.arange(len(index) + 1),
        example=np.arange(len(index), dtype=np.int32),
        per_row={name: column[index] for name, column in data.per_row.items()},
        per_token={name: column[source] for name, column in data.per_token.items()},
    )


def _features(job: Job, index: NDArray[np.int64], pad_to: int | None) -> list[dict[str, torch.Tensor]]:
    """The rows as transformers' models take them, padded to `pad_to` where that is given."""
    features = []
    for row in index:
        place = slice(job.data.bounds[row], job.data.bounds[row + 1])
        ids = torch.from_numpy(job.data.tokens[place].astype(np.int64))
        one = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        for name, target in _targets(job, int(row), place):
            one[name] = torch.from_numpy(np.asarray(target).astype(np.int64))
        features.append(_padded(one, pad_to) if pad_to else one)
    return features


def _targets(job: Job, row: int, place: slice) -> Iterator[tuple[str, Any]]:
    if job.head.kind == "span":
        yield "start_positions", job.data.per_row["start"][row]
        yield "end_positions", job.data.per_row["end"][row]
    elif job.head.kind == "token":
        yield "labels", job.data.per_token["labels"][place]
    else:
        yield "labels", job.data.per_row["labels"][row]


FILL = {"input_ids": 1, "attention_mask": 0, "labels": IGNORED}


def _padded(one: dict[str, torch.Tensor], length: int) -> dict[str, torch.Tensor]:
    return {
        name: torch.nn.functional.pad(value, (0, length - len(value)), value=FILL[name]) if value.dim() else value
        for name, value in one.items()
    }


def _pad(features: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The features as one batch, padded to its longest."""
    columns = {name: [one[name] for one in features] for name in features[0]}
    return {
        name: pad_sequence(column, batch_first=True, padding_value=FILL[name])
        if column[0].dim()
        else torch.stack(column)
        for name, column in columns.items()
    }
