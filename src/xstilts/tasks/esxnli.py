"""esXNLI: inference pairs written in Spanish, and their translations into English."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("en", "es"),
    train_language="es",
    files={"test": ("esxnli/esxnli.tsv",)},
    read=PairReader(text="sentence1", second="sentence2", label="gold_label", id="pairID", in_language="language"),
    headline="accuracy",
    licence="no licence file",
    cite="artetxe-2020-translation: Translation Artifacts in Cross-lingual Transfer Learning",
    about="natural language inference, Spanish from the start",
    notes=("English is a human translation; both languages share their ids. A test set only.",),
)
