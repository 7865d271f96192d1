"""c7: quotes, commas, dashes and stops in another style, the final mark left out, a capital written small."""

from collections.abc import Iterator
from random import Random

import regex

from xstilts.lab.streams import choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.task_types.edits import Replacement

STYLES = {
    '"': "“„«",
    "“": '"«',
    "”": '"»',
    "„": '"“',
    "«": '"“',
    "»": '"”',
    "'": "’",
    "’": "'",
    "-": "–",
    "–": "-",
    "，": ",、",
    "、": ",，",
    "。": ".．",
    "？": "?",
    "！": "!",
    "（": "(",
    "）": ")",
    "《": "<«",
    "》": ">»",
    "「": '"『',
    "」": '"』',
    "…": ".",
    ";": ",",
}
"""Other ways to write a mark: nothing is lost with them. `-` is left alone beside digits."""

_MARK = regex.compile(rf"(?<!\d)[{regex.escape(''.join(STYLES))}](?!\d)")
_FINAL = regex.compile(r"\s?[.!?。！？]$")
_CAPITAL = regex.compile(r"(?<![\p{L}\p{M}.])\p{Lu}(?=\p{Ll}{2})")


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every mark that has another style, for the final mark, and for the capital of every word."""
    text, side = original.text, original.side
    for match in _MARK.finditer(text):
        yield (Replacement(side, match.start(), match.end(), choose(random, STYLES[match[0]])),)
    if (final := _FINAL.search(text)) and not _MARK.match(text, final.start()):
        yield (Replacement(side, final.start(), final.end(), ""),)
    for match in _CAPITAL.finditer(text):
        yield (Replacement(side, match.start(), match.end(), match[0].lower()),)


FAMILY = Family(effect="preserves", side="one", propose=propose, strengths=(0.5, 0.25, 1.0))
