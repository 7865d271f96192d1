"""c2: a letter inside a word becomes its neighbour on the keyboard of the language; in Korean a jamo of a syllable."""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import choose, shuffled
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.keyboards import SCRIPTS, neighbours
from xstilts.perturbations.scripts import Occurrence, graphemes, is_cased_name, scripts_in, words
from xstilts.task_types.edits import Replacement

LEAST = {"Hangul": 2}
"""Graphemes of the shortest word that is edited, where that is not 4."""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = 28
FIRST, LAST = "가", "힣"
"""The syllables of Hangul, which Unicode orders by initial, vowel and final (chapter 3.12 of the standard)."""


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word that is long enough and no name."""
    for word in words(original.text):
        scripts = scripts_in(word.text)
        letters = graphemes(word.text)
        if len(scripts) != 1 or is_cased_name(word.text):
            continue
        (script,) = scripts
        if script in SCRIPTS and len(letters) >= LEAST.get(script, 4):
            edit = _edit(word, letters, script, original, random)
            if edit is not None:
                yield (edit,)


def _edit(
    word: Occurrence, letters: tuple[str, ...], script: str, original: Original, random: Random
) -> Replacement | None:
    """One letter, not the first (in Korean any), typed wrongly; None where no letter of the word has a key."""
    keys = neighbours(original.language, script)
    mistyped = _syllable if script == "Hangul" else _letter
    for place in shuffled(random, range(0 if script == "Hangul" else 1, len(letters))):
        new = mistyped(letters[place], keys, random)
        if new:
            start = word.start + len("".join(letters[:place]))
            return Replacement(original.side, start, start + len(letters[place]), new)
    return None


def _letter(letter: str, keys: dict[str, str], random: Random) -> str:
    beside = keys.get(letter)
    return choose(random, beside) if beside else ""


def _syllable(syllable: str, keys: dict[str, str], random: Random) -> str:
    """The syllable with its initial or its vowel replaced by a neighbour of its kind; "" where there is none."""
    if not FIRST <= syllable <= LAST:
        return ""
    rest, final = divmod(ord(syllable) - ord(FIRST), FINALS)
    initial, vowel = divmod(rest, len(VOWELS))
    initials = [jamo for jamo in keys.get(INITIALS[initial], "") if jamo in INITIALS]
    vowels = [jamo for jamo in keys.get(VOWELS[vowel], "") if jamo in VOWELS]
    if initials and (not vowels or random.random() < 0.5):
        initial = INITIALS.index(choose(random, initials))
    elif vowels:
        vowel = VOWELS.index(choose(random, vowels))
    else:
        return ""
    return chr(ord(FIRST) + (initial * len(VOWELS) + vowel) * FINALS + final)


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(0.2, 0.1, 0.4), scripts=SCRIPTS)
