"""XQuAD: questions on Wikipedia paragraphs, translated from SQuAD's development set; test sets in 12 languages."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=tuple("ar de el en es hi ro ru th tr vi zh".split()),
    files={"test": ("xquad/xquad.{language}.json",)},
    read=SquadReader(),
    hub=HubCopy(dataset="google/xquad", files=parts("xquad.{language}", test="validation"), read=SquadReader()),
    headline="mean",
    licence="CC BY-SA 4.0",
    cite="artetxe-2020-xquad: On the Cross-lingual Transferability of Monolingual Representations",
    about="extractive question answering; train on squad1",
    sizes={"test": Size(1_190, 210)},
    notes=(
        "Romanian belongs to XTREME-R only. Questions are parallel over languages.",
        "Answers are normalised as English in every language, as XTREME does: in Chinese and Thai F1 is nearly EM.",
    ),
)
