"""Zero-shot hygiene: what no training phase may read. Labels of test splits, and files that the study evaluates on."""

from collections.abc import Iterable, Iterator

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.study.data_folder import OPEN, DataFolder
from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import Predictions
from xstilts.study.stages.train import Train

TEST = "test"


def check(scores: Iterable[Stage], data: DataFolder) -> None:
    """Raises UserError that lists all labels which a phase below `scores` reads and must not. Plain text has none."""
    needed = closure(list(scores))
    phases = [stage for stage in needed if isinstance(stage, Train)]
    trained = dict.fromkeys(data_slice for phase in phases for data_slice in phase.reads)
    evaluated = dict.fromkeys(stage.data_slice for stage in needed if isinstance(stage, Predictions))
    labelled = [data_slice for data_slice in trained if data_slice.type.labelled]
    problems = [*_tests(labelled), *_shared(labelled, list(evaluated), data)]
    if problems:
        raise UserError("\n".join(dict.fromkeys(problems)))


def _tests(trained: Iterable[DataSlice]) -> Iterator[str]:
    for data_slice in trained:
        if data_slice.split == TEST:
            others = ", ".join(split for split in data_slice.declared.splits if split != TEST) or "none"
            yield (
                f"{data_slice.task}: split: test labels are for scoring, training must not read them. Its other "
                f"splits: {others}. Where a published test set is meant to be training data, declare its files as "
                "`train` in a task file of your own."
            )


def _shared(trained: Iterable[DataSlice], evaluated: Iterable[DataSlice], data: DataFolder) -> Iterator[str]:
    """Files that are trained on and evaluated, whatever the task that reads them."""
    scored = {digest: data_slice for data_slice in evaluated for _, digest in _files(data_slice, data)}
    for data_slice in trained:
        for name, digest in _files(data_slice, data):
            if other := scored.get(digest):
                yield (
                    f"{name}: the study trains on this file and evaluates {other.task} ({other.split}) on it. "
                    "Train on another split or language, or evaluate on another."
                )


def _files(data_slice: DataSlice, data: DataFolder) -> Iterator[tuple[str, str]]:
    """The slice's data files that are there."""
    return ((name, digest) for name, digest in data.files(data_slice) if digest != OPEN)
