"""Alignment in the lab: sentences and their exact translations in the first language, measured layer by layer."""

from xstilts.readers import lab
from xstilts.task_types.alignment import Alignment

TASK = lab.task(
    lab.LabData(kind="retrieval", make=lab.pairs, splits=("dev", "test"), pivot=True),
    type=Alignment(),
    headline="alignment_centred",
    about="sentences and their translations in the first language, as a probe of the encoder.",
)
