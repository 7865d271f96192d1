"""MultiNLI: inference about sentences from ten genres of written and spoken English; XNLI's training data."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, numbered, parts

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("en",),
    files={
        "train": ("multinli_1.0/multinli_1.0_train.jsonl",),
        "dev": ("multinli_1.0/multinli_1.0_dev_matched.jsonl",),
    },
    layouts=({"train": ("glue/MNLI/train.tsv",), "dev": ("glue/MNLI/dev_matched.tsv",)},),
    read=PairReader(text="sentence1", second="sentence2", label="gold_label", unlabelled=("-",)),
    hub=HubCopy(
        dataset="nyu-mll/glue",
        revision="a3f3ab759b9d7018046ce361f115ef38276d2e1e",
        files=parts("mnli", train="train", dev="validation_matched"),
        read=PairReader(text="premise", second="hypothesis", labels=numbered("entailment", "neutral", "contradiction")),
    ),
    headline="accuracy",
    licence="OANC and other terms, by genre (MultiNLI licence section)",
    cite="williams-2018-mnli: A Broad-Coverage Challenge Corpus for Sentence Understanding through Inference",
    about="natural language inference, ten genres",
    sizes={"train": Size(392_702, 42)},
    notes=(
        "Get multinli_1.0.zip from its authors, or GLUE's MNLI.zip, and unpack it into the data folder.",
        "XNLI's English training file is the same set; its dev and test sets share no premise with it.",
        "`dev` is the matched set.",
    ),
)
