"""KorSTS: STS-B translated into Korean, training set by machine, dev and test sets by people."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(),
    languages=("ko",),
    train_language="ko",
    files={split: (f"korsts/sts-{split}.tsv",) for split in ("train", "dev", "test")},
    read=PairReader(text="sentence1", second="sentence2", label="score", score=True),
    headline="pearson",
    licence="CC BY-SA 4.0",
    cite="ham-2020-kornli: KorNLI and KorSTS: New Benchmark Datasets for Korean Natural Language Understanding",
    about="semantic similarity, a score from 0 to 5, translated",
    notes=("A translation of STS-B, row by row.",),
)
