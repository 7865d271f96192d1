"""c3: marks off letters (es, fr) or spelt out (de: ae, oe, ue, ss), in both texts, where no other word comes out."""

import unicodedata
from collections.abc import Iterator
from random import Random

import regex

from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import words
from xstilts.task_types.edits import Replacement

SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

CHANGED = {
    "es": regex.compile(
        r".*ñ.*|.*[áéíóú]s?|.*[áé]n|qué|quién|cómo|cuándo|dónde|cuál|más|está.*|esté.*|ésta?e?s?|sólo|aún|hacía.*|.*ía.?|"
        r"público|término|médico|práctica|crítico|número|ánimo|límite|depósito|líquido|título|íntegro|ejército"
    ),
    "fr": regex.compile(
        r".*ée?s?|.*èrent|à|où|là|dû|mûr|sûre?s?|dès|près|côtes?|côtés?|pêch.*|tâch.*|forêt|rôdent|.*âmes|.*ît|.*ût|.*ât"
    ),
    "de": regex.compile(r"(?!)"),
}
"""Words that are, or may be, another word without their marks: año and ano, habló and hablo, marché and marche."""


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word with a mark: it loses them wherever it stands, in both texts."""
    places: dict[str, list[Replacement]] = {}
    for part, text in enumerate(original.texts):
        for word in words(text):
            if not word.text.isascii() and (bare := _bare(word.text, original.language)) != word.text:
                places.setdefault(word.text, []).append(Replacement(part, word.start, word.end, bare))
    yield from (tuple(edit) for edit in places.values())


def _bare(word: str, language: str) -> str:
    """The word without its marks, or as it is where another word would come out."""
    if language == "de":
        return word.translate(SPELT_OUT)
    if CHANGED[language].fullmatch(word.lower()):
        return word
    decomposed = unicodedata.normalize("NFD", word.replace("œ", "oe").replace("Œ", "Oe"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


FAMILY = Family(
    effect="preserves",
    side="both",
    propose=propose,
    strengths=(1.0, 0.5),
    languages=frozenset(CHANGED),
)
