"""MRPC: do two sentences of news text mean the same? Microsoft's paraphrase corpus."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("0", "1"), positive="1"),
    languages=("en",),
    files={
        "train": ("glue/MRPC/train.tsv",),
        "dev": ("glue/MRPC/dev.tsv",),
        "test": ("glue/MRPC/msr_paraphrase_test.txt",),
    },
    read=PairReader(text="#1 String", second="#2 String", label="Quality"),
    headline="accuracy",
    licence="Microsoft research terms",
    cite="dolan-2005-mrpc: Automatically Constructing a Corpus of Sentential Paraphrases",
    about="paraphrase identification, news",
    notes=("Two thirds are paraphrases: accuracy is 66 for a model that always says 1.",),
)
