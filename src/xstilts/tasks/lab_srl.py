"""Semantic roles in the lab: who did what to whom, where and when. Word order, case and voice decide."""

from xstilts.readers import lab
from xstilts.task_types.tagging import Tagging

TAGS = ("O", *(f"{mark}-{role}" for role in ("A0", "A1", "V", "LOC", "TMP") for mark in "BI"))

TASK = lab.task(lab.tagged("srl"), type=Tagging(tags=TAGS), headline="f1", about="agent, patient, verb, place, time.")
