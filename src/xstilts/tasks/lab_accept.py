"""Acceptability in the lab: whether participants of these classes can do what they are said to do."""

from xstilts.lab.single import ACCEPTABILITY
from xstilts.readers import lab
from xstilts.task_types.classification import Classification

TASK = lab.task(
    lab.texts("accept"),
    type=Classification(labels=ACCEPTABILITY, pooling="max"),
    headline="accuracy",
    about="can these do that to those?",
)
