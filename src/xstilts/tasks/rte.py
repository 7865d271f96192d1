"""RTE: recognising textual entailment, the GLUE edition."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, numbered, parts

TASK = Task(
    type=Classification(labels=("entailment", "not_entailment")),
    languages=("en",),
    files={"train": ("glue/RTE/train.tsv",), "dev": ("glue/RTE/dev.tsv",)},
    read=PairReader(text="sentence1", second="sentence2", id="index"),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("rte", train="train", dev="validation"),
        read=PairReader(
            text="sentence1", second="sentence2", id="idx", labels=numbered("entailment", "not_entailment")
        ),
    ),
    headline="accuracy",
    licence="research use, as given by GLUE (RTE 1, 2, 3 and 5)",
    cite="wang-2019-glue: GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language Understanding",
    about="does a text entail a hypothesis? two labels",
    notes=("GLUE's test labels are not public.",),
)
