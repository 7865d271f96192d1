"""The lab's own dictionary: every word of the first language with all words that say the same, which is exact."""

from xstilts.readers import lab
from xstilts.task_types.lexicon_induction import LexiconInduction

TASK = lab.task(
    lab.LabData(kind="lexicon", make=lab.entries, splits=("test",), pivot=True),
    type=LexiconInduction(),
    headline="accuracy",
    about="words of the first language and their translations, as a probe of the encoder.",
)
