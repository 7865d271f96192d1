"""Multiple-choice questions with lettered candidates: CommonsenseQA's JSON lines, and the hub's copy of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.base.errors import UserError, unknown
from xstilts.readers import rows
from xstilts.readers.choices import text
from xstilts.task_types.multiple_choice import ChoiceQuestion


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
    """Questions by their ids. Raises UserError where there is no such candidate as the key names."""
    for path in paths:
        for place, row in rows.read(path, needed=("question", "answerKey")):
            stem, lettered = _question(row, place)
            key = text(row, "answerKey", place)
            if key not in lettered:
                raise UserError(f"{place}: {unknown('candidate', key, lettered)}")
            yield (
                place,
                ChoiceQuestion(
                    id=text(row, "id", place),
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
        return asked.strip(), dict(zip(row["choices"]["label"], row["choices"]["text"], strict=True))
    if not isinstance(asked, dict) or not isinstance(asked.get("choices"), list):
        raise UserError(f"{place}: expected a field 'question' with 'stem' and 'choices': {str(row)[:80]}")
    lettered = {text(choice, "label", place): text(choice, "text", place) for choice in asked["choices"]}
    return text(asked, "stem", place), lettered
