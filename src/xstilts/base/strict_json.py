"""JSON without what parsers forgive: keys given twice, NaN, numbers and nestings without end, halves of characters."""

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

DEPTH = 100
"""The most lists and objects inside each other."""
LARGEST = 2**63 - 1
"""The largest whole number: what 64 bits hold."""

_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""What may write no text: NUL, or a half of a character (its other half may follow)."""
NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""Characters that no text has: NUL, and surrogates, which cannot be written as UTF-8."""


class NotJson(ValueError):
    """Why a text is no JSON that can be read, and where: `line` and `column` from 1, or 0 where that is not known."""

    def __init__(self, problem: str, line: int = 0, column: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.line, self.column = problem, line, column


def parse(text: str, *, repeated: Callable[[str], None] | None = None) -> Any:
    """The value that the text writes. Raises NotJson where there is none.

    A key that comes twice in an object is refused, or told to `repeated`; its last value counts then.
    """
    try:
        value = json.loads(
            text,
            parse_int=partial(_whole, text),
            parse_constant=partial(_constant, text),
            object_pairs_hook=partial(_unique, repeated),
        )
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise NotJson(_TOO_DEEP) from None
    _check(value, texts=bool(_ESCAPED.search(text)))
    return value


def _whole(text: str, digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > LARGEST:
        raise NotJson(f"{digits[:20]}... is a number of more than 64 bits ({len(digits)} digits)", _line(text, digits))
    return int(digits)


def _constant(text: str, name: str) -> None:
    raise NotJson(f"{name} is no JSON. Write a number, or leave the entry out", _line(text, name))


def _line(text: str, part: str) -> int:
    return text.count("\n", 0, text.find(part)) + 1


def _unique(repeated: Callable[[str], None] | None, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        for name, count in Counter(name for name, _ in pairs).items():
            if count > 1 and repeated is None:
                raise NotJson(f"the key {name!r:.80} comes {count} times in one object. Keep one")
            if count > 1 and repeated is not None:
                repeated(name)
    return value


_TOO_DEEP = f"lists and objects are nested deeper than {DEPTH}"


def _check(value: Any, *, texts: bool) -> None:
    """Refuse what is nested too deeply and, where asked, `texts` that are none. Level by level: no recursion."""
    level = [value] if isinstance(value, dict | list) else []
    if texts and isinstance(value, str):
        _check_text(value)
    for _ in range(DEPTH):
        entries = [entry for owner in level for entry in (owner.values() if isinstance(owner, dict) else owner)]
        if texts:
            for entry in (*entries, *(name for owner in level if isinstance(owner, dict) for name in owner)):
                if isinstance(entry, str):
                    _check_text(entry)
        level = [entry for entry in entries if isinstance(entry, dict | list)]
        if not level:
            return
    raise NotJson(_TOO_DEEP)


def _check_text(text: str) -> None:
    if odd := NO_TEXT.search(text):
        what = "NUL" if odd[0] == "\0" else f"half a character (\\u{ord(odd[0]):04x})"
        raise NotJson(f"{what} in a text: {ascii(text[max(0, odd.start() - 20) :])[:60]}. Mend the escape")
