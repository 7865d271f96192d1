"""XLing-Eval: 2,000 test words of the usual lexicons for bilingual lexicon induction, English to seven languages."""

from xstilts.readers.lexicon import read_entries
from xstilts.task_types.base import Task
from xstilts.task_types.lexicon_induction import LexiconInduction

TASK = Task(
    type=LexiconInduction(),
    languages=tuple("de fi fr hr it ru tr".split()),
    files={"test": ("xling_eval_bli/en-{language}/yacle.test.freq.2k.en-{language}.tsv",)},
    read=read_entries,
    joins_rows=True,
    headline="accuracy",
    licence="no licence file",
    cite="glavas-2019-xling: How to (Properly) Evaluate Cross-Lingual Word Embeddings",
    about="bilingual lexicon induction; here candidates are the lexicon's own words, there a whole vocabulary",
)
