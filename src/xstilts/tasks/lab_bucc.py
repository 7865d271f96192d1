"""Bitext mining in the lab: translations in two piles of sentences, among others that nearly are."""

from xstilts.readers import lab
from xstilts.task_types.bitext_mining import BitextMining

TASK = lab.task(
    lab.LabData(kind="bucc", make=lab.piles, splits=("dev", "test"), pivot=True),
    type=BitextMining(special_tokens=False),
    headline="f1",
    about="which sentences of two piles, one in the first language, are translations of each other?",
)
