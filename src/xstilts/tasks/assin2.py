"""ASSIN 2: does a Portuguese sentence entail another? Simple sentences in the manner of SICK."""

from xstilts.readers.assin import AssinReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("entailment", "none")),
    languages=("pt",),
    train_language="pt",
    files={
        "train": ("assin2/assin2-train-only.xml",),
        "dev": ("assin2/assin2-dev.xml",),
        "test": ("assin2/assin2-test.xml",),
    },
    read=AssinReader(label="entailment"),
    headline="accuracy",
    licence="no licence of its own (shared task)",
    cite="real-2020-assin2: The ASSIN 2 Shared Task: A Quick Overview",
    about="does a text entail a hypothesis? two labels, Portuguese from the start",
)
