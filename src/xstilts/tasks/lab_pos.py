"""Parts of speech in the lab, in the tags of Universal Dependencies."""

from xstilts.readers import lab
from xstilts.task_types.tagging import Tagging

TAGS = ("ADJ", "ADP", "ADV", "NOUN", "NUM", "PART", "PRON", "PROPN", "VERB")

TASK = lab.task(lab.tagged("pos"), type=Tagging(tags=TAGS), headline="f1", about="the part of speech of every word.")
