"""Parallel text of the lab: documents beside a translation in any other language."""

from xstilts.readers import lab
from xstilts.task_types.masked_lm import MaskedLM

TASK = lab.task(
    lab.passages(("parallel",)), type=MaskedLM(mask_rate=0.4), headline="nll", about="documents with translations."
)
