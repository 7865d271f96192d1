"""A data set of your own is one file like this: `targets: [examples/sentiment.py]` in a study uses it.

The files are named below the data folder: `xstilts data check --data examples --task examples/sentiment.py`.
"""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("negative", "positive")),
    languages=("en", "de"),
    files={"train": ("sentiment/train-{language}.tsv",), "test": ("sentiment/test-{language}.tsv",)},
    read=PairReader(text="review", label="feeling"),
    headline="accuracy",
    licence="CC0-1.0",
    cite="none: made up for this example",
    about="is a review of a kettle kind or not?",
)
