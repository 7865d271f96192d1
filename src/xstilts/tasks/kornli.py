"""KorNLI: MultiNLI and SNLI translated into Korean by machine; XNLI's dev and test sets by people."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("ko",),
    train_language="ko",
    files={
        "train": ("kornli/multinli.train.ko.tsv", "kornli/snli_1.0_train.ko.tsv"),
        "dev": ("kornli/xnli.dev.ko.tsv",),
        "test": ("kornli/xnli.test.ko.tsv",),
    },
    read=PairReader(text="sentence1", second="sentence2", label="gold_label"),
    headline="accuracy",
    licence="CC BY-SA 4.0",
    cite="ham-2020-kornli: KorNLI and KorSTS: New Benchmark Datasets for Korean Natural Language Understanding",
    about="natural language inference, translated; XNLI in Korean",
    notes=(
        "`dev` and `test` are translations of XNLI's, row by row: they are no training data where XNLI is a target.",
        "The training sets are in the KorNLI folder of the kakaobrain/kor-nlu-datasets repository.",
    ),
)
