"""XED: the emotion of a subtitle line, one of eight. English and Finnish by people, other languages by alignment."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import at
from xstilts.task_types.base import Repair, Task
from xstilts.task_types.classification import Classification, Text

EMOTIONS = ("anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust")
"""What the numbers 1 to 8 stand for."""


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Text | Repair]]:
    """Lines with one emotion, numbered from 1 in the files; others are left out and counted."""
    for line, row in files.lines(paths[0]):
        place = at(paths[0], line)
        text, _, labels = row.partition("\t")
        numbers = labels.replace(" ", "").split(",")
        if not text.strip() or not set(numbers) <= set("12345678"):
            yield place, Repair("line that is not a text and its emotions: left out", left_out=True)
        elif len(numbers) > 1:
            yield place, Repair("line with several emotions: left out", left_out=True)
        else:
            label = EMOTIONS[int(numbers[0]) - 1]
            yield place, Text(id=str(line - 1), language=language, text=text.strip(), label=label)


TASK = Task(
    type=Classification(labels=EMOTIONS),
    languages=tuple("ar bg de el en es fi fr hu it pt ru".split()),
    codes={code: code for code in ("en", "fi")},
    files={
        "train": ("xed/AnnotatedData/{code}-annotated.tsv",),
        "test": ("xed/Projections/{language}-projections.tsv",),
    },
    read=read,
    headline="accuracy",
    licence="CC BY 4.0",
    cite="ohman-2020-xed: XED: A Multilingual Dataset for Sentiment Analysis and Emotion Detection",
    about="emotion of single lines of film subtitles",
    notes=(
        "Lines with several emotions (about a quarter) are left out, and so are cut lines of some projections.",
        "Projections carry the labels of the same lines in English: they are no test set of their own for English.",
    ),
)
