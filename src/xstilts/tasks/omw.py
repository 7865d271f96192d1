"""Wordnets of Wiktionary that share synsets with the English one: a lexicon of many words in many languages."""

from xstilts.readers.lexicon import CODES, WORDNET, read_entries
from xstilts.task_types.base import Task
from xstilts.task_types.lexicon_induction import LexiconInduction

BY_LANGUAGE = {language: code for code, language in CODES.items() if language != "en"}

TASK = Task(
    type=LexiconInduction(),
    languages=tuple(BY_LANGUAGE),
    codes=BY_LANGUAGE,
    files={"test": (f"omw_wikt/{WORDNET}eng.tab + omw_wikt/{WORDNET}{{code}}.tab",)},
    read=read_entries,
    joins_rows=True,
    headline="accuracy",
    licence="CC BY-SA 3.0 (Wiktionary)",
    cite="bond-2013-omw: Linking and Extending an Open Multilingual Wordnet",
    about="bilingual lexicon induction; every lemma of an English lemma's synsets is a translation",
    notes=("Of different sizes: precision falls with the number of candidates, so read all with one `cap`.",),
)
