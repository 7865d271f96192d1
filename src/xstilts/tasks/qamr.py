"""QAMR: questions and answers about who did what in a sentence, written by crowd workers."""

from xstilts.readers.qamr import read
from xstilts.task_types.base import Task
from xstilts.task_types.span_qa import SpanQA

TASK = Task(
    type=SpanQA(),
    languages=("en",),
    files={split: (f"qamr/filtered/{split}.tsv + qamr/wiki-sentences.tsv",) for split in ("train", "dev")},
    layouts=({"train": ("qamr/filtered/test.tsv + qamr/wiki-sentences.tsv",)},),
    read=read,
    headline="f1",
    licence="MIT; sentences from Wikipedia and Wikinews",
    cite="michael-2018-qamr: Crowdsourcing Question-Answer Meaning Representations",
    about="extractive question answering on single sentences",
    notes=("Without the training set of the uwnlp/qamr repository, its test set is read as `train`.",),
)
