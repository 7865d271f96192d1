"""Code-switched text: it puts words of several languages into one context, so that an encoder aligns them."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from xstilts.base import files
from xstilts.base.errors import at
from xstilts.readers.lexicon import Words, inverted, read_lexicons
from xstilts.task_types.base import Task
from xstilts.task_types.masked_lm import MaskedLM, Passage

SHARE = 0.5
"""The probability that a word with a translation is replaced."""

UNSPACED = {"zh"}
LONGEST = 4
"""Characters of the longest word that is looked up in a language without spaces."""

Translate = Callable[[str, random.Random], str | None]


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Passage]]:
    """Place and passage of every line of the first file; the others are lexicons. The same every time."""
    text, *lexicons = paths
    translate = _translator(language, read_lexicons(lexicons))
    switch = _switch_unspaced if language in UNSPACED else _switch
    for line, plain in files.lines(text):
        name = f"switched/{files.stem(text)}/{line - 1}"
        switched = switch(plain.strip(), translate, random.Random(name))
        yield at(text, line), Passage(id=name, language=language, text=switched)


def _translator(language: str, lexicons: dict[str, Words]) -> Translate:
    """Looks a word up, through English, in a random one of the other languages that have it."""
    to_english = None if language == "en" else inverted(lexicons.get(language, {}))
    others = sorted({"en", *lexicons} - {language})

    def translate(word: str, draw: random.Random) -> str | None:
        english = word.lower() if to_english is None else to_english.get(word.lower())
        if english is None or draw.random() >= SHARE:
            return None
        for other in draw.sample(others, len(others)):
            found = english if other == "en" else lexicons[other].get(english)
            if found is not None:
                return found
        return None

    return translate


def _switch(text: str, translate: Translate, draw: random.Random) -> str:
    return re.sub(r"\w+", lambda match: translate(match[0], draw) or match[0], text)


def _switch_unspaced(text: str, translate: Translate, draw: random.Random) -> str:
    """The longest words first, from left to right; what is put in stands between spaces."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        for length in range(min(LONGEST, len(text) - start), 0, -1):
            found = translate(text[start : start + length], draw)
            if found is not None:
                pieces.append(f" {found} ")
                break
        else:
            pieces.append(text[start])
            length = 1
        start += length
    return "".join(pieces).strip()


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
