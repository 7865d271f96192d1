"""XED: the emotion of a subtitle line, one of eight. English and Finnish by people, other languages by alignment."""

from xstilts.readers.emotions import EMOTIONS, read
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

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
