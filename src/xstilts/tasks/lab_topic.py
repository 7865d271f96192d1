"""Topics in the lab: the group of a sentence's verb, which single words give away."""

from xstilts.lab.single import TOPICS
from xstilts.readers import lab
from xstilts.task_types.classification import Classification

TASK = lab.task(
    lab.texts("topic"),
    type=Classification(labels=TOPICS, pooling="max"),
    headline="accuracy",
    about="which of six things is the sentence about?",
)
