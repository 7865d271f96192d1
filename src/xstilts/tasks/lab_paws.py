"""Paraphrase in the lab: the same words in both sentences, roles or qualities exchanged in half of them."""

from xstilts.lab.paraphrase import LABELS
from xstilts.readers import lab
from xstilts.task_types.classification import Classification

TASK = lab.task(
    lab.texts("paws"),
    type=Classification(labels=LABELS, pooling="max", same="1"),
    headline="accuracy",
    about="do two sentences of nearly the same words mean the same?",
)
