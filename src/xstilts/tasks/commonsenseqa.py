"""CommonsenseQA: questions whose five candidates are all near the concept asked about."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at, unknown
from xstilts.readers.choices import text
from xstilts.task_types.base import Size, Task
from xstilts.task_types.multiple_choice import Choice, MultipleChoice


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Choice]]:
    """Questions with lettered candidates."""
    for path in paths:
        for line, row in files.read_jsonl(path):
            place = at(path, line)
            asked = row.get("question")
            if not isinstance(asked, dict) or not isinstance(asked.get("choices"), list):
                raise UserError(f"{place}: expected a field 'question' with 'stem' and 'choices': {str(row)[:80]}")
            lettered = {text(choice, "label", place): text(choice, "text", place) for choice in asked["choices"]}
            key = text(row, "answerKey", place)
            if key not in lettered:
                raise UserError(f"{place}: {unknown('candidate', key, lettered)}")
            yield (
                place,
                Choice(
                    id=text(row, "id", place),
                    language=language,
                    context=text(asked, "stem", place),
                    choices=tuple(lettered.values()),
                    label=list(lettered).index(key),
                ),
            )


TASK = Task(
    type=MultipleChoice(count=5),
    languages=("en",),
    files={"train": ("commonsenseqa/train.jsonl",), "dev": ("commonsenseqa/valid.jsonl",)},
    layouts=({split: (f"commonsenseqa/{split}_rand_split.jsonl",) for split in ("train", "dev")},),
    read=read,
    headline="accuracy",
    licence="MIT (as its authors say)",
    cite="talmor-2019-csqa: CommonsenseQA: A Question Answering Challenge Targeting Commonsense Knowledge",
    about="commonsense questions, five candidates",
    sizes={"train": Size(9_741, 125)},
)
