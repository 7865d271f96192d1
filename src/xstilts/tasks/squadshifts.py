"""SQuAD-shifts: 27,000 questions in SQuAD's style on new Wikipedia, Reddit and Amazon text; stands in for SQuAD."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("en",),
    files={"train": ("squadshifts/*_v1.0.json",)},
    read=SquadReader(),
    headline="f1",
    licence="no licence file; passages from Wikipedia (CC BY-SA 3.0), Reddit and Amazon reviews",
    cite="miller-2020-squadshifts: The Effect of Natural Distribution Shift on Question Answering Models",
    about="extractive question answering, in domains that SQuAD does not have",
    stand_ins={"squadshifts/": "published as test sets, they serve as `train`"},
)
