"""XNLI's hypotheses as parallel text: each was translated by people from English, in 14 languages."""

from xstilts.readers.parallel import SharedColumn
from xstilts.task_types.alignment import Alignment
from xstilts.task_types.base import Size, Task

TASK = Task(
    type=Alignment(),
    languages=tuple("ar bg de el es fr hi ru sw th tr ur vi zh".split()),
    files={split: (f"xnli/{split}-{{language}}.tsv + xnli/{split}-en.tsv",) for split in ("dev", "test")},
    read=SharedColumn(column="hypothesis", columns=("premise", "hypothesis", "label")),
    headline="alignment_centred",
    licence="CC BY-NC 4.0; premises from MultiNLI (OANC and other terms)",
    cite="conneau-2018-xnli: XNLI: Evaluating Cross-lingual Sentence Representations",
    about="hypotheses with their English ones, row by row the same in every language",
    sizes={"test": Size(5_010, 26)},
    notes=("Hypotheses alone: every premise comes three times, and of equal sentences only the first can be found.",),
)
