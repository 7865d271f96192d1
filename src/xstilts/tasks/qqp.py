"""QQP: do two questions that people asked on Quora ask the same?"""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, parts

TASK = Task(
    type=Classification(labels=("0", "1"), positive="1", same="1"),
    languages=("en",),
    files={split: (f"glue/QQP/{split}.tsv",) for split in ("train", "dev")},
    read=PairReader(text="question1", second="question2", label="is_duplicate", id="id"),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("qqp", train="train", dev="validation"),
        read=PairReader(text="question1", second="question2", id="idx"),
    ),
    headline="accuracy",
    licence="Quora's terms, non-commercial",
    cite="iyer-2017-qqp: First Quora Dataset Release: Question Pairs",
    about="paraphrase identification, questions",
    sizes={"train": Size(363_846, 34)},
    notes=(
        "Get GLUE's QQP-clean.zip and unpack it into glue/: the first release has cut lines, which are refused here.",
        "GLUE's test labels are not public.",
    ),
)
