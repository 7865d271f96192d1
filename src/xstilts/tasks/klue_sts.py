"""KLUE-STS: how similar are two Korean sentences, from 0 to 5?"""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(),
    languages=("ko",),
    train_language="ko",
    files={split: (f"klue/klue-sts-v1.1/klue-sts-v1.1_{split}.json",) for split in ("train", "dev")},
    read=PairReader(text="sentence1", second="sentence2", label="labels.label", id="guid", score=True),
    headline="pearson",
    licence="CC BY-SA 4.0",
    cite="park-2021-klue: KLUE: Korean Language Understanding Evaluation",
    about="semantic similarity, a score from 0 to 5, Korean from the start",
    notes=("The training set is klue-sts-v1.1_train.json of the KLUE-benchmark/KLUE repository.",),
)
