"""CommonsenseQA: questions whose five candidates are all near the concept asked about."""

from xstilts.readers.lettered import read
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.multiple_choice import MultipleChoice

TASK = Task(
    type=MultipleChoice(count=5),
    languages=("en",),
    files={"train": ("commonsenseqa/train.jsonl",), "dev": ("commonsenseqa/valid.jsonl",)},
    layouts=({split: (f"commonsenseqa/{split}_rand_split.jsonl",) for split in ("train", "dev")},),
    read=read,
    hub=HubCopy(dataset="tau/commonsense_qa", files=parts("data", train="train", dev="validation"), read=read),
    headline="accuracy",
    licence="MIT (as its authors say)",
    cite="talmor-2019-csqa: CommonsenseQA: A Question Answering Challenge Targeting Commonsense Knowledge",
    about="commonsense questions, five candidates",
    sizes={"train": Size(9_741, 125)},
)
