"""Plain text of the lab: monolingual documents and nothing else, as a control or for replay."""

from xstilts.readers import lab
from xstilts.task_types.masked_lm import MaskedLM

TASK = lab.task(lab.passages(("plain",)), type=MaskedLM(mask_rate=0.4), headline="nll", about="monolingual documents.")
