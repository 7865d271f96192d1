"""QNLI: does a sentence hold the answer to a question? Made from SQuAD."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, numbered, parts

TASK = Task(
    type=Classification(labels=("entailment", "not_entailment")),
    languages=("en",),
    files={split: (f"glue/QNLI/{split}.tsv",) for split in ("train", "dev")},
    read=PairReader(text="question", second="sentence", id="index"),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("qnli", train="train", dev="validation"),
        read=PairReader(text="question", second="sentence", id="idx", labels=numbered("entailment", "not_entailment")),
    ),
    headline="accuracy",
    licence="CC BY-SA 4.0 (SQuAD)",
    cite="wang-2019-glue: GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language Understanding",
    about="question and sentence: is the answer in it?",
    notes=(
        "The training set is in GLUE's QNLIv2.zip: unpack it into glue/.",
        "The dev set is made from SQuAD's, as XQuAD and LAReQA are: do not train on it when they are targets.",
    ),
)
