"""SQuAD 1.1: 100,000 questions on English Wikipedia paragraphs, each with an answer in the text."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("en",),
    files={split: (f"squad/{split}-v1.1.json",) for split in ("train", "dev")},
    read=SquadReader(),
    hub=HubCopy(
        dataset="rajpurkar/squad", files=parts("plain_text", train="train", dev="validation"), read=SquadReader()
    ),
    headline="f1",
    licence="CC BY-SA 4.0",
    cite="rajpurkar-2016-squad: SQuAD: 100,000+ Questions for Machine Comprehension of Text",
    about="extractive question answering; what XTREME trains XQuAD and MLQA on",
    sizes={"train": Size(87_599, 180)},
    notes=(
        "Its own site has train-v1.1.json and dev-v1.1.json: put them into squad/.",
        "XQuAD is translated from a part of the development set: do not train on that.",
    ),
)
