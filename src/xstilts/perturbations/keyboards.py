"""Which letters lie beside a letter on the keyboard of a language."""

from functools import lru_cache

from xstilts.perturbations.scripts import scripts_of

_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ROWS: dict[str, tuple[str, ...]] = {
    "de": ("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
    "es": ("qwertyuiop", "asdfghjklñ", "zxcvbnm"),
    "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn"),
    "ko": ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"),
    "tr": ("qwertyuıopğü", "asdfghjklşi", "zxcvbnmöç"),
}
"""The rows of letters by language (qwertz, azerty, two-set), each half a key to the right of the one above."""

_BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "Latin": _QWERTY,
    "Cyrillic": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "Greek": ("ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ"),
    "Hebrew": ("קראטוןםפ", "שדגכעיחלךף", "זסבהנמצתץ"),
    "Arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"),
}
SCRIPTS = frozenset({*_BY_SCRIPT, "Hangul"})
"""The scripts with a keyboard here."""


@lru_cache(maxsize=64)
def neighbours(language: str, letters: str) -> dict[str, str]:
    """For every lower-case letter the letters on the keys around it.

    A language without a keyboard of its own has the usual one of the script of `letters`: any of its letters.

    >>> neighbours("de", "Latin")["z"], neighbours("ko", "Hangul")["ㅁ"]
    ('tugh', 'ㅂㅈㄴㅋ')
    """
    rows = ROWS.get(language) or _BY_SCRIPT.get(letters, ())
    found: dict[str, str] = {}
    for height, row in enumerate(rows):
        for column, letter in enumerate(row):
            around = [(height - 1, column), (height - 1, column + 1), (height, column - 1), (height, column + 1)]
            around += [(height + 1, column - 1), (height + 1, column)]
            keys = (rows[h][c] for h, c in around if 0 <= h < len(rows) and 0 <= c < len(rows[h]))
            found[letter] = "".join(sorted(keys, key="".join(rows).index))
    return found


def has_keyboard(language: str) -> bool:
    """Whether the keys of the language are known."""
    return language in ROWS or bool(scripts_of(language) & SCRIPTS)
