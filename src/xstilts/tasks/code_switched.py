"""Code-switched text: it puts words of several languages into one context, so that an encoder aligns them."""

from xstilts.readers.switched import read
from xstilts.task_types.base import Task
from xstilts.task_types.masked_lm import MaskedLM

LEXICONS = (
    *(f"xling_eval_bli/en-{language}/yacle.train.freq.5k.en-{language}.tsv" for language in ("de", "ru", "tr")),
    "gatitos/en_es.tsv",
    *(f"omw_wikt/wn-wikt-{code}.tab" for code in ("eng", "cmn", "deu", "rus", "spa", "tur")),
)

TASK = Task(
    type=MaskedLM(),
    languages=("en", "de", "es", "ru", "tr", "zh"),
    files={"train": (" + ".join(("mlm_text/common_voice/{language}.txt", *LEXICONS)),)},
    read=read,
    headline="nll",
    licence="CC0-1.0 (Common Voice); lexicons: CC BY 4.0 (GATITOS), CC BY-SA 3.0 (Wiktionary), none given (XLing-Eval)",
    cite="qin-2020-cosda-ml: CoSDA-ML: Multi-Lingual Code-Switching Data Augmentation",
    about="plain text in which half of the words that a lexicon has are replaced by translations",
)
"""Only languages with a large lexicon; a word goes through English into a random one of the others."""
