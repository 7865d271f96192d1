"""Numbers as files write them: ASCII digits, of a length that every part of the package can hold.

Python's own conversions take more than any data format means: digits of every script, `1_000`, `nan`. `str.isdigit`
also takes superscripts, which `int` then refuses, and `int` stops at thousands of digits with an error of its own.
"""

import math
import re

_WHOLE = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,4})?")


def whole_number(text: str) -> int | None:
    """The number that the text writes in 1 to 18 digits, or None where it is none.

    >>> whole_number("042"), whole_number("²"), whole_number("-1")
    (42, None, None)
    """
    return int(text) if _WHOLE.fullmatch(text) else None


def decimal_number(text: str) -> float | None:
    """The finite number that the text writes, or None where it is none.

    >>> decimal_number("-2.50"), decimal_number("nan"), decimal_number("1e999")
    (-2.5, None, None)
    """
    number = float(text) if _DECIMAL.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None
