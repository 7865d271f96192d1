"""RTE: recognising textual entailment, the GLUE edition."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("entailment", "not_entailment")),
    languages=("en",),
    files={"train": ("glue/RTE/train.tsv",), "dev": ("glue/RTE/dev.tsv",)},
    read=PairReader(text="sentence1", second="sentence2", id="index"),
    headline="accuracy",
    licence="research use, as given by GLUE (RTE 1, 2, 3 and 5)",
    cite="wang-2019-glue: GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language Understanding",
    about="does a text entail a hypothesis? two labels",
    notes=("GLUE's test labels are not public.",),
)
