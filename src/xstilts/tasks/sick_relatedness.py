"""SICK-R: how related are two simple sentences about everyday scenes, from 1 to 5?"""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(lowest=1.0),
    languages=("en",),
    files={
        "train": ("sick/SICK_train.txt",),
        "dev": ("sick/SICK_trial.txt",),
        "test": ("sick/SICK_test_annotated.txt",),
    },
    read=PairReader(text="sentence_A", second="sentence_B", label="relatedness_score", id="pair_ID", score=True),
    headline="pearson",
    licence="CC BY-NC-SA 3.0",
    cite="marelli-2014-sick: A SICK cure for the evaluation of compositional distributional semantic models",
    about="semantic relatedness, a score from 1 to 5",
    notes=("The same pairs as in task sick.",),
)
