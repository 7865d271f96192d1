"""IndoNLI: inference pairs written in Indonesian by lay people and by experts."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("id",),
    train_language="id",
    files={
        "train": ("indonli/train.jsonl",),
        "dev": ("indonli/val.jsonl",),
        "test": ("indonli/test_lay.jsonl", "indonli/test_expert.jsonl"),
    },
    read=PairReader(
        text="premise",
        second="hypothesis",
        labels={"c": "contradiction", "e": "entailment", "n": "neutral"},
    ),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="mahendra-2021-indonli: IndoNLI: A Natural Language Inference Dataset for Indonesian",
    about="natural language inference, Indonesian from the start",
    notes=("Some premises are sentences of the Indonesian PUD treebank, which is in UDPOS's test set.",),
)
