"""CMRC 2018: questions that experts asked about Chinese Wikipedia."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(rules="mlqa"),
    languages=("zh",),
    train_language="zh",
    files={
        "train": ("cmrc2018/squad-style-data/cmrc2018_train.json",),
        "dev": ("cmrc2018/squad-style-data/cmrc2018_dev.json",),
    },
    layouts=({"train": ("cmrc2018/squad-style-data/cmrc2018_trial.json",)},),
    read=SquadReader(dirty=True),
    headline="f1",
    licence="CC BY-SA 4.0",
    cite="cui-2019-cmrc: A Span-Extraction Dataset for Chinese Machine Reading Comprehension",
    about="extractive question answering, Chinese from the start",
    stand_ins={"cmrc2018/squad-style-data/cmrc2018_trial": "the small trial set serves as `train`"},
    notes=("Some dev answers are no stretch of their context: they are left out and counted.",),
)
