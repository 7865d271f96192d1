"""Numbers in running text: which may be changed, and how small ones are written as words."""

import regex

from xstilts.perturbations.scripts import Occurrence

_NUMBER = regex.compile(r"\d+(?:[.,\u202f\u00a0' ]\d{3})+(?!\d)|\d+")
_JOINED = regex.compile(r"[\p{L}\d]|[-–/:.,'’]\d?")

SPELT = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "en": "two three four five six seven eight nine ten eleven twelve",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "ru": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "ja": "二 三 四 五 六 七 八 九 十 十一 十二",
    "ko": "이 삼 사 오 육 칠 팔 구 십 십일 십이",
    "zh": "二 三 四 五 六 七 八 九 十 十一 十二",
}
"""The words for 2 to 12. One is left out: it is an article in many languages, and Russian declines one and two."""


def numbers(text: str) -> list[Occurrence]:
    """The numbers of a text, from left to right; one that is part of a code, a date or a decimal is none.

    >>> [number.text for number in numbers("In 1993, 2 of 12,500 won 4:2 (3.14) at A4.")]
    ['1993', '2', '12,500']
    """
    found = (Occurrence(match.start(), match[0]) for match in _NUMBER.finditer(text))
    return [number for number in found if _alone(text, number)]


def _alone(text: str, number: Occurrence) -> bool:
    before, after = text[: number.start][-2:], text[number.end :][:2]
    letters_join = not regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]", before[-1:] + after[:1])
    left = bool(regex.search(r"[\d\p{L}][-–/:.,'’]$|[-–+#$]$", before))
    right = bool(regex.match(r"[-–/:.,'’][\d\p{L}]", after))
    beside = regex.search(r"\p{L}", before[-1:] + after[:1]) is not None and letters_join
    return not (left or right or beside)


def digits(number: str) -> str:
    """The digits of a number, without the marks between its thousands."""
    return "".join(filter(str.isdigit, number))


def shifted(number: str, by: int) -> str:
    """Another number of as many digits, `by` (1 to 8) further on in its last digit; never with a 0 in front.

    >>> shifted("1993", 3), shifted("19", 1), shifted("9", 2)
    ('1996', '11', '2')
    """
    last = int(number[-1]) if len(number) == 1 else int(number[-1]) or 10
    return number[:-1] + str((last - 1 + by) % 9 + 1)
