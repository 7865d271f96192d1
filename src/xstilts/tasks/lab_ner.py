"""Names of persons and places in the lab; some have two words."""

from xstilts.readers import lab
from xstilts.task_types.tagging import Tagging

TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")

TASK = lab.task(lab.tagged("ner"), type=Tagging(tags=TAGS), headline="f1", about="names of persons and places.")
