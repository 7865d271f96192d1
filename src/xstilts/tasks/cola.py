"""CoLA: is an English sentence grammatical? Examples from the linguistics literature."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, parts

TASK = Task(
    type=Classification(labels=("0", "1")),
    languages=("en",),
    files={"train": ("glue/CoLA/train.tsv",), "dev": ("glue/CoLA/dev.tsv",)},
    read=PairReader(text="sentence", columns=("source", "label", "mark", "sentence")),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("cola", train="train", dev="validation"),
        read=PairReader(text="sentence"),
    ),
    headline="accuracy",
    licence="research use, as given by GLUE (published linguistics examples)",
    cite="warstadt-2019-cola: Neural Network Acceptability Judgments",
    about="acceptability of single sentences (1: acceptable)",
    notes=("GLUE scores it by Matthews correlation; accuracy is above 69 for a model that always says 1.",),
)
