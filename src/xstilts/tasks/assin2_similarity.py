"""ASSIN 2, the other half: how similar are two simple Portuguese sentences, from 1 to 5?"""

from xstilts.readers.assin import AssinReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression
from xstilts.tasks import assin2

TASK = Task(
    type=Regression(lowest=1.0),
    languages=("pt",),
    train_language="pt",
    files=assin2.TASK.files,
    read=AssinReader(label="similarity", score=True),
    headline="pearson",
    licence="no licence of its own (shared task)",
    cite="real-2020-assin2: The ASSIN 2 Shared Task: A Quick Overview",
    about="semantic similarity, a score from 1 to 5, Portuguese from the start",
    notes=("The same pairs as in task assin2.",),
)
