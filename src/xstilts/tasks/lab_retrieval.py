"""Sentence retrieval in the lab: find a sentence's translation in the first language among all of them."""

from xstilts.readers import lab
from xstilts.task_types.retrieval import SentenceRetrieval

TASK = lab.task(
    lab.LabData(kind="retrieval", make=lab.pairs, splits=("dev", "test"), pivot=True),
    type=SentenceRetrieval(special_tokens=False),
    headline="accuracy_centred",
    about="sentences and their translations in the first language.",
)
