"""Natural language inference in the lab: lexical, exact, and without leaks of the label."""

from xstilts.lab.inference import LABELS
from xstilts.readers import lab
from xstilts.task_types.classification import Classification

TASK = lab.task(
    lab.texts("nli"),
    type=Classification(labels=LABELS, pooling="max"),
    headline="accuracy",
    about="does the second sentence follow from the first, contradict it, or neither?",
)
