"""JNLI: inference between Japanese captions of pictures (JGLUE)."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("ja",),
    train_language="ja",
    files={
        split: (f"jglue/jnli-v1.3/{own}-v1.3.json",)
        for split, own in (("train", "train"), ("dev", "valid"), ("test", "test"))
    },
    read=PairReader(text="sentence1", second="sentence2", id="sentence_pair_id"),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="kurihara-2022-jglue: JGLUE: Japanese General Language Understanding Evaluation",
    about="natural language inference, Japanese from the start",
    notes=("The training set is train-v1.3.json of the yahoojapan/JGLUE repository.",),
)
