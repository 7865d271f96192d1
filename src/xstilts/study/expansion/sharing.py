"""Tasks that share a head must mean the same by its outputs: the same labels, in the same order."""

from collections.abc import Iterable, Iterator

from xstilts.base.errors import UserError
from xstilts.graph.stage import Stage, closure
from xstilts.study.data_slice import DataSlice
from xstilts.study.stages.base import ModelStage
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.train import Train
from xstilts.task_types.task_type import TaskType


def check(scores: Iterable[Stage]) -> None:
    """Raises UserError that lists all tasks below `scores` that train or use the head of one with other labels."""
    problems: dict[str, None] = {}
    for stage in closure(list(scores)):
        first: dict[str, DataSlice] = {}
        for head, data_slice in _heads(stage):
            other = first.setdefault(head, data_slice)
            ours, theirs = data_slice.type, other.type
            if ours.head != theirs.head:
                problem = (
                    f"{data_slice.task}: shares head {head!r} with {other.task}, but the head's outputs are "
                    f"{_told(ours)} here and {_told(theirs)} there. Give them heads of their own."
                )
                problems[problem] = None
    if problems:
        raise UserError("\n".join(problems))


def _heads(stage: Stage) -> Iterator[tuple[str, DataSlice]]:
    """Every head that the stage trains or predicts with, and for what; what the model before it has first."""
    own: list[tuple[str, DataSlice]] = []
    before: ModelStage | None = None
    if isinstance(stage, Train):
        own = [(task.head, task.slices[0]) for task in stage.tasks]
        before = stage.parent if stage.keep_heads else None
    elif isinstance(stage, Predict):
        own, before = [(stage.head, stage.data_slice)], stage.parent
    used = {head for head, _ in own}
    if before is not None:
        yield from ((head, data_slice) for head, data_slice in before.heads.items() if head in used)
    yield from own


def _told(kind: TaskType) -> str:
    names = ", ".join(kind.head.labels)
    return f"{kind.head.kind} ({names})" if names else kind.head.kind
