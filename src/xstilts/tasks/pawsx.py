"""PAWS-X: do two sentences with nearly the same words mean the same? Seven languages."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Size, Task
from xstilts.task_types.classification import Classification
from xstilts.task_types.hub import HubCopy, parts

LABELS = ("0", "1")

TASK = Task(
    type=Classification(labels=LABELS, same="1"),
    languages=tuple("de en es fr ja ko zh".split()),
    files={
        "train": ("pawsx/{language}/train.tsv",),
        "dev": ("pawsx/{language}/dev_2k.tsv",),
        "test": ("pawsx/{language}/test_2k.tsv",),
    },
    layouts=(
        {"train": ("pawsx/{language}/translated_train.tsv",)},
        {split: (f"pawsx/{split}-{{language}}.tsv",) for split in ("train", "dev", "test")},
    ),
    read=PairReader(
        text="sentence1",
        second="sentence2",
        id="id",
        columns=("sentence1", "sentence2", "label"),
        csv_quotes=True,
        dirty=("train",),
    ),
    hub=HubCopy(
        dataset="google-research-datasets/paws-x",
        files=parts("{language}", train="train", dev="validation", test="test"),
        read=PairReader(text="sentence1", second="sentence2", id="id", dirty=("train",)),
    ),
    headline="accuracy",
    licence="PAWS-X: may be freely used for any purpose (Google LLC, as is); text from Wikipedia",
    cite="yang-2019-pawsx: PAWS-X: A Cross-lingual Adversarial Dataset for Paraphrase Identification",
    about="paraphrase identification, sentence pairs with much the same words",
    sizes={"train": Size(49_401, 58), "test": Size(2_000, 65)},
    notes=(
        "`NS` stands for a side that was never translated (label 0); XTREME scores these rows, so they are kept.",
        "Some pairs of the translated training sets are empty: they are left out and counted.",
        "Sentences with a quote mark are wrapped in CSV quotes in the published files; they are read without.",
        "XTREME's download script takes the labels out of test files; the original test_2k.tsv has them.",
    ),
)
