"""Span questions in the lab: who or what took part in one of two events that share a verb or a participant."""

from xstilts.readers import lab
from xstilts.task_types.span_qa import SpanQA

TASK = lab.task(
    lab.LabData(kind="qa", make=lab.questions),
    type=SpanQA(),
    headline="mean",
    about="which words of a text of two sentences answer the question?",
)
