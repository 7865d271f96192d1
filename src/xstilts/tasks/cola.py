"""CoLA: is an English sentence grammatical? Examples from the linguistics literature."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("0", "1")),
    languages=("en",),
    files={"train": ("glue/CoLA/train.tsv",), "dev": ("glue/CoLA/dev.tsv",)},
    read=PairReader(text="sentence", columns=("source", "label", "mark", "sentence")),
    headline="accuracy",
    licence="research use, as given by GLUE (published linguistics examples)",
    cite="warstadt-2019-cola: Neural Network Acceptability Judgments",
    about="acceptability of single sentences (1: acceptable)",
    notes=("GLUE scores it by Matthews correlation; accuracy is above 69 for a model that always says 1.",),
)
