"""TQuAD: questions on Turkish and Islamic history of science, asked in Turkish."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("tr",),
    train_language="tr",
    files={split: (f"tquad/{split}-v0.1.json",) for split in ("train", "dev")},
    read=SquadReader(),
    headline="f1",
    licence="no licence file; based on Wikipedia",
    cite="tquad-2018: Turkish NLP Q&A Dataset",
    about="extractive question answering, Turkish from the start",
)
