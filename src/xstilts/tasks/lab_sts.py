"""Semantic similarity in the lab: how many of five parts (verb, agent, patient, place, time) two sentences share."""

from xstilts.readers import lab
from xstilts.task_types.regression import Regression

TASK = lab.task(
    lab.texts("sts", label=float),
    type=Regression(pooling="max"),
    headline="pearson",
    about="how many of five parts do two sentences share?",
)
