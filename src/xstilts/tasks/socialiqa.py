"""Social IQa: why people do things, and how others feel then; three candidates."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers import rows
from xstilts.readers.choices import ChoiceReader
from xstilts.task_types.base import Task
from xstilts.task_types.hub import HubCopy
from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
    """Questions of one file, labels (1 to 3) of the other, line by line."""
    questions, labels = list(files.read_jsonl(paths[0])), list(files.lines(paths[1]))
    if len(questions) != len(labels):
        raise UserError(
            f"{paths[1]}: {len(labels)} labels, but {paths[0]} has {len(questions)} questions. Copy both again."
        )
    for (line, row), (label_line, label) in zip(questions, labels, strict=True):
        place = at(paths[0], line)
        yield (
            place,
            ChoiceQuestion(
                id=str(line - 1),
                language=language,
                context=f"{rows.text(row, 'context', place)} {rows.text(row, 'question', place)}",
                choices=tuple(rows.text(row, f"answer{letter}", place) for letter in "ABC"),
                label=rows.whole(label, "the label", at(paths[1], label_line), first=1, count=3),
            ),
        )


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
