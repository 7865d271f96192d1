"""ARCD: questions that crowd workers asked about Arabic Wikipedia."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("ar",),
    train_language="ar",
    files={split: (f"arcd/arcd-{split}.json",) for split in ("train", "test")},
    read=SquadReader(dirty=True),
    headline="f1",
    licence="MIT; text from Wikipedia",
    cite="mozannar-2019-arcd: Neural Arabic Question Answering",
    about="extractive question answering, Arabic from the start",
    notes=("A few answers differ from their context by a space or a mark: they are left out and counted.",),
)
