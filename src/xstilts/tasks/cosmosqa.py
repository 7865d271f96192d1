"""Cosmos QA: reading between the lines of blog posts, four candidates."""

from xstilts.readers.choices import ChoiceReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy
from xstilts.task_types.multiple_choice import MultipleChoice

READER = ChoiceReader(context=("context", "question"), choices=("answer0", "answer1", "answer2", "answer3"))

TASK = Task(
    type=MultipleChoice(count=4),
    languages=("en",),
    files={"train": ("cosmosqa/train.csv",), "dev": ("cosmosqa/valid.csv",)},
    read=READER,
    hub=HubCopy(
        dataset="allenai/cosmos_qa",
        files={"train": ("default/train/*.parquet",), "dev": ("default/validation/*.parquet",)},
        read=READER,
    ),
    headline="accuracy",
    licence="CC BY 4.0 (as its authors say)",
    cite="huang-2019-cosmosqa: Cosmos QA: Machine Reading Comprehension with Contextual Commonsense Reasoning",
    about="commonsense questions about everyday stories, four candidates",
    sizes={"train": Size(25_262, 440)},
    notes=("train.csv is in the wilburOne/cosmosqa repository. On the hub it is revision refs/convert/parquet.",),
)
