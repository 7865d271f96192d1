"""DRCD: questions about Chinese Wikipedia, in traditional characters."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(rules="mlqa"),
    languages=("zh",),
    train_language="zh",
    files={"train": ("drcd/DRCD_training.json",), "dev": ("drcd/DRCD_dev.json",)},
    read=SquadReader(),
    headline="f1",
    licence="CC BY-SA 3.0",
    cite="shao-2018-drcd: DRCD: a Chinese Machine Reading Comprehension Dataset",
    about="extractive question answering, Chinese from the start",
    notes=(
        "The training set is DRCD_training.json of the DRCKnowledgeTeam/DRCD repository.",
        "Traditional characters: XTREME's Chinese is simplified.",
    ),
)
