"""JSICK: SICK translated into Japanese by people, and labelled anew."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("ja",),
    train_language="ja",
    files={split: (f"jsick/jsick/{split}.tsv",) for split in ("train", "test")},
    read=PairReader(text="sentence_A_Ja", second="sentence_B_Ja", label="entailment_label_Ja", id="pair_ID"),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="yanaka-2022-jsick: Compositional Evaluation on Japanese Textual Entailment and Similarity",
    about="natural language inference on sentences about everyday scenes, Japanese",
    notes=("A translation of SICK: do not train on one and test on the other.",),
)
