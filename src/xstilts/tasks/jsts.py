"""JSTS: how similar are two Japanese captions of pictures, from 0 to 5? (JGLUE)"""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(),
    languages=("ja",),
    train_language="ja",
    files={split: (f"jglue/jsts-v1.3/{own}-v1.3.json",) for split, own in (("train", "train"), ("dev", "valid"))},
    read=PairReader(text="sentence1", second="sentence2", id="sentence_pair_id", score=True),
    headline="pearson",
    licence="CC BY-SA 4.0",
    cite="kurihara-2022-jglue: JGLUE: Japanese General Language Understanding Evaluation",
    about="semantic similarity, a score from 0 to 5, Japanese from the start",
)
