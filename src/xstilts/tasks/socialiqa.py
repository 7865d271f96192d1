"""Social IQa: why people do things, and how others feel then; three candidates."""

from xstilts.readers.choices import ChoiceReader
from xstilts.readers.socialiqa import read
from xstilts.task_types.base import Task
from xstilts.task_types.hub import HubCopy
from xstilts.task_types.multiple_choice import MultipleChoice

TASK = Task(
    type=MultipleChoice(count=3),
    languages=("en",),
    files={
        split: (f"socialiqa/socialiqa-train-dev/{split}.jsonl + socialiqa/socialiqa-train-dev/{split}-labels.lst",)
        for split in ("train", "dev")
    },
    read=read,
    hub=HubCopy(
        dataset="allenai/social_i_qa",
        files={"train": ("default/train/*.parquet",), "dev": ("default/validation/*.parquet",)},
        read=ChoiceReader(context=("context", "question"), choices=("answerA", "answerB", "answerC"), first=1),
    ),
    headline="accuracy",
    licence="CC BY 4.0",
    cite="sap-2019-socialiqa: Social IQa: Commonsense Reasoning about Social Interactions",
    about="commonsense questions about people, three candidates; what XTREME-R trains on before COPA",
    notes=(
        "The files come as socialiqa-train-dev.zip from AI2: unpack it into socialiqa/. On the hub it is revision "
        "refs/convert/parquet.",
    ),
)
