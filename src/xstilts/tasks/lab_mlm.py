"""Pretraining text of the lab: plain documents, documents beside a translation, and code-switched ones."""

from xstilts.readers import lab
from xstilts.task_types.masked_lm import MaskedLM

TASK = lab.task(
    lab.passages(),
    type=MaskedLM(mask_rate=0.4),
    headline="nll",
    about="documents of two sentences, in the shares that the world's settings give to each kind.",
)
