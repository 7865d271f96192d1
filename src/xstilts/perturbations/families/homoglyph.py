"""c4: a character becomes one that looks alike: a confusable (UTS 39), full or half width, or its decomposed form.

A tokenizer that normalises (NFKC) undoes width, radicals and decomposition: see the effective rate.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from random import Random

from xstilts.lab.streams import choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import graphemes, scripts_in
from xstilts.task_types.edits import Replacement

CONFUSABLE = (
    *("aа cс eе oо pр xх yу iі jј sѕ hһ AА BВ CС EЕ HН IІ KК MМ OО PР SЅ TТ XХ JЈ".split()),  # Latin and Cyrillic
    *("oο vν AΑ BΒ EΕ HΗ IΙ KΚ MΜ NΝ OΟ PΡ TΤ XΧ YΥ ZΖ".split()),  # Latin and Greek
    *("ヘへ 一ー 口ロ 力カ 工エ 二ニ 夕タ 八ハ 卜ト".split()),  # kana and Han
)
"""Pairs that UTS 39 lists as confusable, each the other's look-alike."""

COMPATIBLE = ((0xFF01, 0xFF5E), (0xFF66, 0xFF9D), (0x2F00, 0x2FD5), (0xF900, 0xFAD9))
"""Full width forms, half width katakana, radicals, compatibility ideographs: Unicode says what they stand for."""


EASTERN = frozenset({"Han", "Hiragana", "Katakana", "Hangul"})
"""Scripts among which letters of full width are a usual sight; among others they stand out."""


@lru_cache(maxsize=2)
def look_alikes(eastern: bool) -> dict[str, tuple[str, ...]]:
    """For every character those that look like it, in eastern text or in other text."""
    found: dict[str, list[str]] = {}
    for one, other in map(tuple, CONFUSABLE):
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    for first, last in COMPATIBLE:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code) and plain.isalnum() and (eastern or not plain.isascii()):
                found.setdefault(plain, []).append(chr(code))
    return {character: tuple(alike) for character, alike in found.items()}


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every character that has a look-alike."""
    known = look_alikes(bool(scripts_in(original.text) & EASTERN))
    start = 0
    for grapheme in graphemes(original.text):
        alike = known.get(grapheme, ())
        if not (grapheme.isascii() or unicodedata.is_normalized("NFD", grapheme)):
            alike = (*alike, unicodedata.normalize("NFD", grapheme))
        if alike:
            yield (Replacement(original.side, start, start + len(grapheme), choose(random, alike)),)
        start += len(grapheme)


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(0.1, 0.05, 0.2), keeps_script=False)
