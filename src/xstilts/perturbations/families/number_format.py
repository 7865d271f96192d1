"""n1: a number written another way: thousands with or without marks, small ones as words. What it says stays."""

from collections.abc import Iterator
from random import Random

import regex

from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.numbers import SPELT, digits, numbers
from xstilts.perturbations.scripts import Occurrence
from xstilts.task_types.edits import Replacement

POINT = frozenset("da de el es id it nl pt tr".split())
"""Languages that group thousands by points."""

SPACE = frozenset("bg fi fr pl ru uk".split())
"""Languages that group thousands by spaces."""

_COUNTED = regex.compile(r"\s?[\p{L}\p{M}]{2,}|[\p{Han}\p{Hangul}]")
_DATED = regex.compile(r"^\s?(?:年|月|日|년|월|일|时|時)|^\.|^\s?\p{Lu}|^\s(?:de|of)\s|^\s(?:am|pm|Uhr|km|cm|m|kg|g)\b")


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every number that has another form."""
    for number in numbers(original.text):
        new = _written(number, original)
        if new:
            yield (Replacement(original.side, number.start, number.end, new),)


def _written(number: Occurrence, original: Original) -> str:
    """The number in another form, "" where it has none: years and dates stay."""
    if not number.text.isdigit():
        return digits(number.text)
    if len(number.text) > 4:
        return _grouped(number.text, original.language)
    before, after = original.text[: number.start], original.text[number.end :]
    spelt = SPELT.get(original.language, "").split()
    small = number.text.isascii() and 2 <= int(number.text) < 2 + len(spelt) and number.text[0] != "0"
    counts = _COUNTED.match(after) and not _DATED.match(after) and not before.rstrip().endswith((":", "-", "–"))
    return spelt[int(number.text) - 2] if small and counts else ""


def _grouped(number: str, language: str) -> str:
    mark = "." if language in POINT else "\u202f" if language in SPACE else ","
    return f"{int(number):,}".replace(",", mark) if number[0] != "0" else ""


FAMILY = Family(effect="preserves", side="one", propose=propose, keeps_script=False, strengths=(1.0, 0.5))
