"""d1: the same address, handle or sentence that has nothing to do with it, after both texts (CheckList's invariance
test, Ribeiro et al. 2020).
"""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import below, choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.task_types.edits import Replacement

SENTENCES = {
    "de": "Heute ist Montag.",
    "en": "Today is Monday.",
    "es": "Hoy es lunes.",
    "fr": "Nous sommes lundi.",
    "ja": "今日は月曜日です。",
    "ko": "오늘은 월요일입니다.",
    "ru": "Сегодня понедельник.",
    "tr": "Bugün pazartesi.",
    "zh": "今天是星期一。",
}
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """An address or a handle of random letters or, in languages that have one here, a sentence."""
    code = "".join(_LETTERS[below(random, len(_LETTERS))] for _ in range(6))
    own = SENTENCES.get(original.language)
    new = choose(random, [f"https://example.org/{code}", f"@{code}", *([own] if own and original.lab is None else [])])
    yield tuple(Replacement(part, len(text), len(text), f" {new}") for part, text in enumerate(original.texts))


FAMILY = Family(effect="preserves", side="both", propose=propose, most=None, keeps_script=False)
