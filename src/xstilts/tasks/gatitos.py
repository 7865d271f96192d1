"""GATITOS: everyday English words with their translations into languages with little text, to measure embeddings by."""

from xstilts.readers.lexicon import read_entries
from xstilts.task_types.base import Task
from xstilts.task_types.lexicon_induction import LexiconInduction

TASK = Task(
    type=LexiconInduction(),
    languages=tuple("ay ckb es fr gn hi ilo om qu ti wo yue".split()),
    files={"test": ("gatitos/en_{language}.tsv",)},
    read=read_entries,
    joins_rows=True,
    headline="accuracy",
    licence="CC BY 4.0",
    cite="jones-2023-gatitos: GATITOS: Using a New Multilingual Lexicon for Low-resource Machine Translation",
    about="bilingual lexicon induction among all translations of some 3,000 English words",
    notes=("Lines of several words are left out and counted.",),
)
