"""TyDiQA-GoldP's questions, one language a file: ids tell the language, and a file with another one is refused."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from xstilts.base.errors import UserError
from xstilts.readers.squad import SquadReader
from xstilts.task_types.base import Repair
from xstilts.task_types.span_qa import Question

NAMES = {
    "ar": "arabic",
    "bn": "bengali",
    "en": "english",
    "fi": "finnish",
    "id": "indonesian",
    "ko": "korean",
    "ru": "russian",
    "sw": "swahili",
    "te": "telugu",
}
_READER = SquadReader(number=("train", "dev"))


def read(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Question | Repair]]:
    """Questions. Raises UserError at one whose id names another language: the files of all languages must be split."""
    for place, entry in SquadReader()(paths, language, "ids"):
        named = entry.id.partition("-")[0] if isinstance(entry, Question) else ""
        if named in NAMES.values() and named != NAMES[language]:
            raise UserError(f"{place}: a {named} question in the {split} file for {language!r}. Split it by language.")
    yield from _READER(paths, language, split)


def read_mixed(paths: Sequence[Path], language: str, split: str) -> Iterator[tuple[str, Question | Repair]]:
    """The questions of one language from tables that hold all of them, as on the hub. Train questions are numbered
    within their language, as in the files of one language.
    """
    number = 0
    for place, entry in SquadReader()(paths, language, "ids"):
        if isinstance(entry, Question) and entry.id.startswith(f"{NAMES[language]}-"):
            yield place, entry if split == "test" else replace(entry, id=str(number))
            number += 1
