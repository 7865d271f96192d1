"""JCommonsenseQA: commonsense questions written in Japanese, five candidates (JGLUE)."""

from xstilts.readers.choices import ChoiceReader
from xstilts.task_types.base import Task
from xstilts.task_types.multiple_choice import MultipleChoice

TASK = Task(
    type=MultipleChoice(count=5),
    languages=("ja",),
    train_language="ja",
    files={
        split: (f"jglue/jcommonsenseqa-v1.3/{own}-v1.3.json",) for split, own in (("train", "train"), ("dev", "valid"))
    },
    read=ChoiceReader(context=("question",), choices=tuple(f"choice{number}" for number in range(5))),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="kurihara-2022-jglue: JGLUE: Japanese General Language Understanding Evaluation",
    about="commonsense questions, Japanese from the start",
)
