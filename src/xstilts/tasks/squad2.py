"""SQuAD 2.0: SQuAD 1.1 with 50,000 more questions that the paragraph does not answer."""

from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(unanswerable=True),
    languages=("en",),
    files={split: (f"squad/{split}-v2.0.json",) for split in ("train", "dev")},
    read=SquadReader(),
    hub=HubCopy(
        dataset="rajpurkar/squad_v2", files=parts("squad_v2", train="train", dev="validation"), read=SquadReader()
    ),
    headline="f1",
    licence="CC BY-SA 4.0",
    cite="rajpurkar-2018-squad2: Know What You Don't Know: Unanswerable Questions for SQuAD",
    about="extractive question answering or silence",
    sizes={"train": Size(130_319, 180)},
    notes=(
        "Its own site has train-v2.0.json and dev-v2.0.json: put them into squad/.",
        "XQuAD is translated from a part of the development set: do not train on that.",
    ),
)
