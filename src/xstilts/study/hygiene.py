"""Zero-shot hygiene: what no training link may read. Labels of test splits, and files that the study evaluates on."""

from collections.abc import Iterable, Iterator

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.study.data_folder import OPEN, DataFolder
from xstilts.study.portions import Portion
from xstilts.study.stages import Predict, Train
from xstilts.task_types.masked_lm import MaskedLM

TEST = "test"


def check(scores: Iterable[Stage], data: DataFolder) -> None:
    """Raises UserError that lists all labels which a link below `scores` reads and must not. Plain text has none."""
    needed = closure(list(scores))
    links = [stage for stage in needed if isinstance(stage, Train)]
    trained = dict.fromkeys(portion for link in links for task in link.tasks for portion in task.portions)
    evaluated = dict.fromkeys(stage.portion for stage in needed if isinstance(stage, Predict))
    labelled = [portion for portion in trained if not isinstance(portion.type, MaskedLM)]
    problems = [*_tests(labelled), *_shared(labelled, list(evaluated), data)]
    if problems:
        raise UserError("\n".join(dict.fromkeys(problems)))


def _tests(trained: Iterable[Portion]) -> Iterator[str]:
    for portion in trained:
        if portion.split == TEST:
            others = ", ".join(split for split in portion.declared.splits if split != TEST) or "none"
            yield (
                f"{portion.task}: split: test labels are for scoring, training must not read them. Its other splits: "
                f"{others}. Where a published test set is meant to be training data, declare its files as `train` in "
                "a task file of your own."
            )


def _shared(trained: Iterable[Portion], evaluated: Iterable[Portion], data: DataFolder) -> Iterator[str]:
    """Files that are trained on and evaluated, whatever the task that reads them."""
    scored = {digest: portion for portion in evaluated for _, digest in _files(portion, data)}
    for portion in trained:
        for name, digest in _files(portion, data):
            if other := scored.get(digest):
                yield (
                    f"{name}: the study trains on this file and evaluates {other.task} ({other.split}) on it. "
                    "Train on another split or language, or evaluate on another."
                )


def _files(portion: Portion, data: DataFolder) -> Iterator[tuple[str, str]]:
    """The portion's data files: names have the task, language and split in them, those of task files have not."""
    return ((name, digest) for name, digest in data.fingerprint(portion) if "/" in name and digest != OPEN)
