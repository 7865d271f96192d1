"""FarsTail: inference pairs made from Persian university exams."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("fa",),
    train_language="fa",
    files={
        split: (f"farstail/{own}-word.csv",) for split, own in (("train", "Train"), ("dev", "Val"), ("test", "Test"))
    },
    read=PairReader(
        text="premise",
        second="hypothesis",
        labels={"c": "contradiction", "e": "entailment", "n": "neutral"},
        delimiter="\t",
    ),
    headline="accuracy",
    licence="Apache-2.0",
    cite="amirkhani-2020-farstail: FarsTail: A Persian Natural Language Inference Dataset",
    about="natural language inference, Persian from the start",
)
