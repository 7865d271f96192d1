"""SNLI's dev and test sets as English data to train on: inference about what a picture shows."""

from xstilts.readers.parallel import read_labelled
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("en",),
    files={
        split: (f"esnli/eSNLI/s1.{own} + esnli/eSNLI/s2.{own} + esnli/eSNLI/labels.{own}",)
        for split, own in (("train", "test"), ("dev", "dev"))
    },
    read=read_labelled,
    headline="accuracy",
    licence="CC BY-SA 4.0 (SNLI); MIT (e-SNLI's copy)",
    cite="bowman-2015-snli: A large annotated corpus for learning natural language inference",
    about="natural language inference on image captions",
    notes=("`train` is SNLI's test set and `dev` its dev set: the full training set is not in e-SNLI's copy.",),
)
