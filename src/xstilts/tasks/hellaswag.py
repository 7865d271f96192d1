"""HellaSwag: how does the description of a scene, or of how to do something, go on? Four candidates."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers import rows
from xstilts.readers.suffixes import by_suffix
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.multiple_choice import ChoiceQuestion, MultipleChoice


def read_rows(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
    """Questions with the fields `ctx`, `endings` and `label`."""
    found = (entry for path in paths for entry in rows.read(path, needed=("ctx", "endings", "label")))
    for number, (place, row) in enumerate(found):
        endings = rows.texts(row, "endings", place)
        label = rows.whole(row["label"], "label", place, count=len(endings))
        yield place, _choice(number, language, rows.text(row, "ctx", place), endings, label)


def read_plain(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, ChoiceQuestion]]:
    """Questions of plain text: a line each for the context, the number of the right ending, and four endings."""
    numbered = [(at(path, line), text) for path in paths for line, text in files.lines(path)]
    for start in range(0, len(numbered), 6):
        place = numbered[start][0]
        if start + 6 > len(numbered):
            raise UserError(f"{place}: the file ends within a question of six lines. Is it cut?")
        context, gold, *endings = (line for _, line in numbered[start : start + 6])
        label = rows.whole(gold, "the second line", place, count=len(endings))
        yield place, _choice(start // 6, language, context, endings, label)


def _choice(number: int, language: str, context: str, endings: Sequence[str], label: int) -> ChoiceQuestion:
    return ChoiceQuestion(id=str(number), language=language, context=context, choices=tuple(endings), label=label)


TASK = Task(
    type=MultipleChoice(count=4),
    languages=("en",),
    files={split: (f"hellaswag/hellaswag_{own}.jsonl",) for split, own in (("train", "train"), ("dev", "val"))},
    layouts=({"dev": ("hellaswag_text/hellaswag_val_full.txt",)},),
    read=by_suffix({".txt": read_plain}, read_rows),
    hub=HubCopy(dataset="Rowan/hellaswag", files=parts("data", train="train", dev="validation"), read=read_rows),
    headline="accuracy",
    licence="MIT",
    cite="zellers-2019-hellaswag: HellaSwag: Can a Machine Really Finish Your Sentence?",
    about="commonsense endings, four candidates",
    sizes={"train": Size(39_905, 420)},
    notes=("The files hellaswag_train.jsonl and hellaswag_val.jsonl are in the rowanz/hellaswag repository.",),
)
