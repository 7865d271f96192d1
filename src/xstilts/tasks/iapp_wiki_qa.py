"""iapp Wiki QA: questions that annotators asked about Thai Wikipedia."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("th",),
    train_language="th",
    files={
        split: (f"iapp_wiki_qa/squad_format/data/{own}.jsonl",)
        for split, own in (("train", "train"), ("dev", "valid"), ("test", "test"))
    },
    read=SquadReader(),
    headline="f1",
    licence="MIT",
    cite="viriyayudhakorn-2021-iapp: iapp_wiki_qa_squad",
    about="extractive question answering, Thai from the start",
    notes=("Training and dev sets are in the iapp-technology/iapp-wiki-qa-dataset repository.",),
)
