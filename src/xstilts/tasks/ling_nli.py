"""45,000 inference pairs written by crowd workers with and without linguists' help: stands in for MultiNLI."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("en",),
    files={
        "train": ("nli_ling_in_loop/*/train_round*.jsonl",),
        "dev": ("nli_ling_in_loop/*/val_round*.jsonl",),
    },
    read=PairReader(text="premise", second="hypothesis"),
    headline="accuracy",
    licence="no licence file; premises from MultiNLI (OANC and other terms)",
    cite="parrish-2021-linguist: Does Putting a Linguist in the Loop Improve NLU Data Collection?",
    about="natural language inference on MultiNLI premises (all three protocols, five rounds)",
    notes=("All three protocols wrote for the same premises: train and dev premises differ, protocols share them.",),
)
