"""SNLI: inference about what a picture shows. Without its training set, its test set can be trained on."""

from xstilts.readers.pairs import PairReader
from xstilts.readers.parallel import read_labelled
from xstilts.readers.suffixes import by_suffix
from xstilts.task_types.base import Size, Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, numbered, parts

RELEASED = PairReader(text="sentence1", second="sentence2", label="gold_label", unlabelled=("-",))

TASK = Task(
    type=Classification(labels=("contradiction", "entailment", "neutral")),
    languages=("en",),
    files={split: (f"snli_1.0/snli_1.0_{split}.jsonl",) for split in ("train", "dev")},
    layouts=(
        {
            split: (f"esnli/eSNLI/s1.{own} + esnli/eSNLI/s2.{own} + esnli/eSNLI/labels.{own}",)
            for split, own in (("train", "test"), ("dev", "dev"))
        },
    ),
    read=by_suffix({".jsonl": RELEASED}, read_labelled),
    hub=HubCopy(
        dataset="stanfordnlp/snli",
        files=parts("plain_text", train="train", dev="validation"),
        read=PairReader(
            text="premise",
            second="hypothesis",
            labels=numbered("entailment", "neutral", "contradiction"),
            unlabelled=("-1",),
        ),
    ),
    headline="accuracy",
    licence="CC BY-SA 4.0 (SNLI); MIT (e-SNLI's copy)",
    cite="bowman-2015-snli: A large annotated corpus for learning natural language inference",
    about="natural language inference on image captions",
    sizes={"train": Size(549_367, 30)},
    stand_ins={"esnli/eSNLI/s1.test": "SNLI's test set, from e-SNLI, serves as `train`; snli_1.0.zip has the real one"},
    notes=("e-SNLI's copy has no training set: for it, unpack snli_1.0.zip from its authors into the data folder.",),
)
