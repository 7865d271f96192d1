"""JSQuAD: questions that crowd workers asked about Japanese Wikipedia (JGLUE)."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("ja",),
    train_language="ja",
    files={split: (f"jglue/jsquad-v1.3/{own}-v1.3.json",) for split, own in (("train", "train"), ("dev", "valid"))},
    read=SquadReader(),
    headline="f1",
    licence="CC BY-SA 4.0",
    cite="kurihara-2022-jglue: JGLUE: Japanese General Language Understanding Evaluation",
    about="extractive question answering, Japanese from the start",
    notes=(
        "The training set is train-v1.3.json of the yahoojapan/JGLUE repository.",
        "Answers are normalised as English; a Japanese answer is one word, so F1 is nearly exact match.",
    ),
)
