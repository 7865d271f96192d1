"""STS-B: how similar are two sentences, from 0 to 5? News, captions and forums."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.hub import HubCopy, parts
from xstilts.task_types.regression import Regression

TASK = Task(
    type=Regression(),
    languages=("en",),
    files={split: (f"glue/STS-B/{split}.tsv",) for split in ("train", "dev")},
    layouts=({split: (f"stsb_multi_mt/stsb-en-{split}.csv",) for split in ("train", "dev", "test")},),
    read=PairReader(
        text="sentence1", second="sentence2", label="score", columns=("sentence1", "sentence2", "score"), score=True
    ),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("stsb", train="train", dev="validation"),
        read=PairReader(text="sentence1", second="sentence2", score=True),
    ),
    headline="pearson",
    licence="terms of STS-B, by source; CC BY-SA 4.0 where they leave it open",
    cite="cer-2017-stsb: SemEval-2017 Task 1: Semantic Textual Similarity",
    about="semantic similarity, a score from 0 to 5",
)
