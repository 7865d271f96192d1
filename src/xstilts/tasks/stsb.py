"""STS-B: how similar are two sentences, from 0 to 5? News, captions and forums."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(),
    languages=("en",),
    files={split: (f"glue/STS-B/{split}.tsv",) for split in ("train", "dev")},
    layouts=({split: (f"stsb_multi_mt/stsb-en-{split}.csv",) for split in ("train", "dev", "test")},),
    read=PairReader(
        text="sentence1", second="sentence2", label="score", columns=("sentence1", "sentence2", "score"), score=True
    ),
    headline="pearson",
    licence="terms of STS-B, by source; CC BY-SA 4.0 where they leave it open",
    cite="cer-2017-stsb: SemEval-2017 Task 1: Semantic Textual Similarity",
    about="semantic similarity, a score from 0 to 5",
)
