"""KLUE-NLI: inference pairs written in Korean on news, travel reviews and Wikipedia."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("ko",),
    train_language="ko",
    files={split: (f"klue/klue-nli-v1.1/klue-nli-v1.1_{split}.json",) for split in ("train", "dev")},
    read=PairReader(text="premise", second="hypothesis", label="gold_label", id="guid"),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="park-2021-klue: KLUE: Korean Language Understanding Evaluation",
    about="natural language inference, Korean from the start",
    notes=("The training set is klue-nli-v1.1_train.json of the KLUE-benchmark/KLUE repository.",),
)
