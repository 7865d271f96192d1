"""STS-B translated by machine: the same sentences in ten languages."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(),
    languages=tuple("de en es fr it ja nl pl pt ru zh".split()),
    files={split: (f"stsb_multi_mt/stsb-{{language}}-{split}.csv",) for split in ("train", "dev", "test")},
    read=PairReader(
        text="sentence1", second="sentence2", label="score", columns=("sentence1", "sentence2", "score"), score=True
    ),
    headline="pearson",
    licence="terms of STS-B; machine translated",
    cite="may-2021-stsb: Machine translated multilingual STS benchmark dataset",
    about="semantic similarity, a score from 0 to 5, translated",
    notes=(
        "Rows are parallel over languages; English is STS-B itself.",
        "Files of all languages are in the data folder of the PhilipMay/stsb-multi-mt repository.",
    ),
)
