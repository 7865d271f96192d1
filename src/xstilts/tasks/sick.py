"""SICK: inference between simple sentences about everyday scenes."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

LABELS = ("contradiction", "entailment", "neutral")

TASK = Task(
    type=Classification(labels=LABELS),
    languages=("en",),
    files={
        "train": ("sick/SICK_train.txt",),
        "dev": ("sick/SICK_trial.txt",),
        "test": ("sick/SICK_test_annotated.txt",),
    },
    read=PairReader(
        text="sentence_A",
        second="sentence_B",
        label="entailment_judgment",
        id="pair_ID",
        labels={label.upper(): label for label in LABELS},
    ),
    headline="accuracy",
    licence="CC BY-NC-SA 3.0",
    cite="marelli-2014-sick: A SICK cure for the evaluation of compositional distributional semantic models",
    about="natural language inference on sentences about everyday scenes",
    notes=("JSICK is its translation into Japanese.",),
)
