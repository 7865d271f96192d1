"""XNLI: does a premise entail a hypothesis? English training data, test sets in fifteen languages."""

from xstilts.readers.pairs import PairReader
from xstilts.readers.suffixes import by_suffix
from xstilts.task_types.base import Size, Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, numbered, parts

LABELS = ("contradiction", "entailment", "neutral")
XTREMES = PairReader(
    text="premise",
    second="hypothesis",
    columns=("premise", "hypothesis", "label"),
    labels={"contradictory": "contradiction"},
    csv_quotes=True,
)
"""XTREME's files, one a language, and RELEASED those of the authors, `xnli.dev.tsv`, with all languages in one."""
RELEASED = PairReader(
    text="sentence1", second="sentence2", label="gold_label", id="pairID", in_language="language", csv_quotes=True
)

TASK = Task(
    type=Classification(labels=LABELS),
    languages=tuple("ar bg de el en es fr hi ru sw th tr ur vi zh".split()),
    files={split: (f"xnli/{split}-{{language}}.tsv",) for split in ("train", "dev", "test")},
    layouts=tuple(
        {split: (f"XNLI-1.0/xnli.{split}.{kind}",) for split in ("dev", "test")} for kind in ("tsv", "jsonl")
    ),
    read=by_suffix({".dev": RELEASED, ".test": RELEASED}, XTREMES),
    hub=HubCopy(
        dataset="facebook/xnli",
        revision="b8dd5d7af51114dbda02c0e3f6133f332186418e",
        files=parts("{language}", train="train", dev="validation", test="test"),
        read=PairReader(text="premise", second="hypothesis", labels=numbered("entailment", "neutral", "contradiction")),
    ),
    headline="accuracy",
    licence="CC BY-NC 4.0; premises from MultiNLI (OANC and other terms)",
    cite="conneau-2018-xnli: XNLI: Evaluating Cross-lingual Sentence Representations",
    about="natural language inference, premise and hypothesis",
    sizes={"train": Size(392_702, 42), "test": Size(5_010, 45)},
    notes=(
        "The authors' XNLI-1.0.zip is read as it is unpacked, XNLI-1.0/; pairs are named by pairID there.",
        "The training set is English MultiNLI (XTREME's xnli/train-en.tsv).",
        "XTREME's download script takes the labels out of test files; rows are parallel over languages.",
    ),
)
