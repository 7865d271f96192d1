"""PAWS-Wiki's labelled dev and test pairs, less those that became PAWS-X: English paraphrase data to train on."""

from xstilts.readers.pairs import PairReader
from xstilts.task_types.base import Task
from xstilts.task_types.classification import Classification

TASK = Task(
    type=Classification(labels=("0", "1"), same="1"),
    languages=("en",),
    files={
        "train": ("paws_wiki/final/test_minus_pawsx.tsv",),
        "dev": ("paws_wiki/final/dev_minus_pawsx.tsv",),
    },
    read=PairReader(text="sentence1", second="sentence2", id="id"),
    stand_ins={
        "paws_wiki/final/test_minus_pawsx.tsv": "the published test set, without PAWS-X's pairs, serves as `train`"
    },
    headline="accuracy",
    licence="PAWS: may be freely used for any purpose (Google LLC, as is); text from Wikipedia",
    cite="zhang-2019-paws: PAWS: Paraphrase Adversaries from Word Scrambling",
    about="paraphrase identification, sentence pairs with much the same words",
    notes=("`train` is PAWS-Wiki's test set and `dev` its dev set; PAWS-X pairs are taken out of both.",),
)
