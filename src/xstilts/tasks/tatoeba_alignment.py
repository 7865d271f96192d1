"""Tatoeba's sentence pairs as a probe: every measure of alignment, layer by layer, beside the benchmark's own task."""

from dataclasses import replace

from xstilts.task_types.alignment import Alignment
from xstilts.tasks import tatoeba

TASK = replace(
    tatoeba.TASK,
    type=Alignment(),
    headline="alignment_centred",
    about="sentence pairs with English, other ones in every language",
    notes=("An encoder that was trained on translations is near the ceiling here: take middle layers.",),
)
