"""OCNLI: inference pairs written in Chinese, not translated."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("zh",),
    train_language="zh",
    files={"train": ("ocnli/train.50k.json",), "dev": ("ocnli/dev.json",)},
    layouts=({"train": ("ocnli/train.10k.json",)},),
    read=PairReader(text="sentence1", second="sentence2", id="id", unlabelled=("-",)),
    headline="accuracy",
    licence="CC BY-NC 2.0",
    cite="hu-2020-ocnli: OCNLI: Original Chinese Natural Language Inference",
    about="natural language inference, Chinese from the start",
    stand_ins={
        "ocnli/train.10k.json": "a fifth of the training set; all of it is train.50k.json of CLUEbenchmark/OCNLI"
    },
    notes=("Pairs whose annotators did not agree (`-`) are left out and counted; test labels are not public.",),
)
