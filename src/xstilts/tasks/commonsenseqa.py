"""CommonsenseQA: questions whose five candidates are all near the concept asked about."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError, unknown
from xstilts.readers import rows
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
    """Questions by their ids. Raises UserError where there is no such candidate as the key names."""
    for path in paths:
        for place, row in rows.read(path, needed=("question", "answerKey")):
            stem, lettered = _question(row, place)
            key = rows.text(row, "answerKey", place)
            if key not in lettered:
                raise UserError(f"{place}: {unknown('candidate', key, lettered)}")
            yield (
                place,
                ChoiceQuestion(
                    id=rows.text(row, "id", place),
                    language=language,
                    context=stem,
                    choices=tuple(lettered.values()),
                    label=list(lettered).index(key),
                ),
            )


def _question(row: Mapping[str, Any], place: str) -> tuple[str, dict[str, str]]:
    """The question and its candidates by letter. The hub has them beside each other, the original inside."""
    asked = row["question"]
    if isinstance(asked, str) and isinstance(row.get("choices"), dict):
        letters, texts = (rows.texts(row["choices"], name, place) for name in ("label", "text"))
        if len(letters) != len(texts):
            raise UserError(f"{place}: {len(texts)} candidates, but {len(letters)} letters")
        return rows.text(row, "question", place), dict(zip(letters, texts, strict=True))
    if not isinstance(asked, dict) or not isinstance(asked.get("choices"), list):
        raise UserError(f"{place}: expected a field 'question' with 'stem' and 'choices': {str(row)[:80]}")
    choices = asked["choices"]
    lettered = {rows.text(choice, "label", place): rows.text(choice, "text", place) for choice in choices}
    return rows.text(asked, "stem", place), lettered


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
