"""HellaSwag: how does the description of a scene, or of how to do something, go on? Four candidates."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import UserError, at
from xstilts.readers import rows
from xstilts.readers.choices import text, whole
from xstilts.task_types.base import Size, Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.multiple_choice import Choice, MultipleChoice


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Choice]]:
    """Questions of the original JSON lines, or of plain text with six lines each: context, gold index, four endings."""
    return _plain(paths[0], language) if ".txt" in paths[0].suffixes else _original(paths[0], language)


def _original(path: Path, language: str) -> Iterator[tuple[str, Choice]]:
    for number, (place, row) in enumerate(rows.read(path, needed=("ctx", "endings", "label"))):
        endings = row.get("endings")
        if not isinstance(endings, list):
            raise UserError(f"{place}: field 'endings' is {endings!r:.80}, expected a list of texts")
        yield (
            place,
            _choice(number, language, text(row, "ctx", place), endings, whole(row.get("label"), "label", place)),
        )


def _plain(path: Path, language: str) -> Iterator[tuple[str, Choice]]:
    numbered = list(files.lines(path))
    for start in range(0, len(numbered), 6):
        place = at(path, numbered[start][0])
        if start + 6 > len(numbered):
            raise UserError(f"{place}: the file ends within a question of six lines. Is it cut?")
        context, gold, *endings = (line for _, line in numbered[start : start + 6])
        yield place, _choice(start // 6, language, context, endings, whole(gold, "the second line", place))


def _choice(number: int, language: str, context: str, endings: Sequence[str], label: int) -> Choice:
    return Choice(id=str(number), language=language, context=context, choices=tuple(endings), label=label)


TASK = Task(
    type=MultipleChoice(count=4),
    languages=("en",),
    files={split: (f"hellaswag/hellaswag_{own}.jsonl",) for split, own in (("train", "train"), ("dev", "val"))},
    layouts=({"dev": ("hellaswag_text/hellaswag_val_full.txt",)},),
    read=read,
    hub=HubCopy(dataset="Rowan/hellaswag", files=parts("data", train="train", dev="validation"), read=read),
    headline="accuracy",
    licence="MIT",
    cite="zellers-2019-hellaswag: HellaSwag: Can a Machine Really Finish Your Sentence?",
    about="commonsense endings, four candidates",
    sizes={"train": Size(39_905, 420)},
    notes=("The files hellaswag_train.jsonl and hellaswag_val.jsonl are in the rowanz/hellaswag repository.",),
)
