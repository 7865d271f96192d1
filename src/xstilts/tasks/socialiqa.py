"""Social IQa: why people do things, and how others feel then; three candidates."""

from xstilts.readers.socialiqa import read
from xstilts.task_types.base import Task
from xstilts.task_types.multiple_choice import MultipleChoice

TASK = Task(
    type=MultipleChoice(count=3),
    languages=("en",),
    files={
        split: (f"socialiqa/socialiqa-train-dev/{split}.jsonl + socialiqa/socialiqa-train-dev/{split}-labels.lst",)
        for split in ("train", "dev")
    },
    read=read,
    headline="accuracy",
    licence="CC BY 4.0",
    cite="sap-2019-socialiqa: Social IQa: Commonsense Reasoning about Social Interactions",
    about="commonsense questions about people, three candidates; what XTREME-R trains on before COPA",
    notes=("The files come as socialiqa-train-dev.zip from AI2: unpack it into socialiqa/.",),
)
