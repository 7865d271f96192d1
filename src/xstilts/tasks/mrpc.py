"""MRPC: do two sentences of news text mean the same? Microsoft's paraphrase corpus."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, parts

TASK = Task(
    type=Classification(labels=("0", "1"), positive="1", same="1"),
    languages=("en",),
    files={
        "train": ("glue/MRPC/train.tsv",),
        "dev": ("glue/MRPC/dev.tsv",),
        "test": ("glue/MRPC/msr_paraphrase_test.txt",),
    },
    read=PairReader(text="#1 String", second="#2 String", label="Quality"),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("mrpc", train="train", dev="validation", test="test"),
        read=PairReader(text="sentence1", second="sentence2"),
    ),
    headline="accuracy",
    licence="Microsoft research terms",
    cite="dolan-2005-mrpc: Automatically Constructing a Corpus of Sentential Paraphrases",
    about="paraphrase identification, news",
    notes=("Two thirds are paraphrases: accuracy is 66 for a model that always says 1.",),
)
