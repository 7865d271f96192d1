"""e2, F: two names of one text change places, in pairs that pass a check that roles matter: the texts then differ.

Role check: both names come once, in both texts, and what stands right before the second one gives it another role
than the first one has (from, of, by; in the east a particle after the first), and nothing between them joins them.
"""

from collections.abc import Iterator
from random import Random

import regex

from xstilts.lab.events import Event
from xstilts.perturbations.entities import places_of
from xstilts.perturbations.families.entity_swap import swapped, swaps
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import Occurrence

ROLES = {
    "de": r"(?:von|vom|aus|nach|durch|gegen) ",
    "en": r"(?:of|from|to|by|against|after|before) ",
    "es": r"(?:de|desde|por|contra|hacia|después de|antes de) ",
    "fr": r"(?:de |du |par |contre |vers |après |avant |d['’])",
}
"""What gives a name another role than the name before it, right before it."""

PARTICLES = {
    "ja": r"(?:は|が|の|から|へ)[^、]*",
    "ko": r"(?:은|는|이|가|의|에서)\s.*",
    "zh": r"\s?(?:是|在|向|从|由|的|击败|战胜).*",
}
"""What gives a name another role than the one after it, right behind it."""

JOINING = {
    "de": "und|oder|mit|zwischen|sowie",
    "en": "and|or|with|between|both|as well",
    "es": "y|e|o|con|entre",
    "fr": "et|ou|avec|entre",
    "ja": "と|や|、|および",
    "ko": "와|과|및|,|하고",
    "zh": "和|与|、|，|及|跟",
}


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every pair of names that passes the role check."""
    for one, other in swaps(original):
        if _once(one, original) and _once(other, original) and _apart(original, one, other):
            yield swapped(one, other, original.side)


def _once(name: Occurrence, original: Original) -> bool:
    return all(len(places_of(name.text, text)) == 1 for text in original.texts)


def _apart(original: Original, one: Occurrence, other: Occurrence) -> bool:
    """Whether the second name has another role than the first, and neither is one of several that are joined."""
    text = original.text
    between = text[one.end : other.start]
    joining = JOINING[original.language]
    if original.language in PARTICLES:
        beside = regex.search(rf"(?:{joining})\s?$", text[: one.start]) or regex.match(
            rf"\s?(?:{joining})", text[other.end :]
        )
        particle = regex.fullmatch(PARTICLES[original.language], between)
        return not beside and not regex.search(joining, between) and particle is not None
    words = rf"\b(?:{joining})\b|,"
    beside = regex.search(rf"(?:{words})\s*$", text[: one.start]) or regex.match(rf"\s*(?:{words})", text[other.end :])
    role = rf"\b{ROLES[original.language]}$"
    roles = regex.search(role, between) is not None and regex.search(role, text[: one.start]) is None
    return roles and not beside and not regex.search(words, between)


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """The sentence with its participants' names exchanged, where both are names."""
    if original.lab is None or (event := original.lab.meaning(original.text)) is None:
        return
    concepts = original.lab.world.concepts
    if all(concepts[who.noun].kind == "name" for who in (event.agent, event.patient)):
        edit = original.lab.retold(original.text, _renamed, original.side)
        if edit:
            yield edit


def _renamed(event: Event) -> Event:
    one, other = event.agent, event.patient
    return event._replace(agent=one._replace(noun=other.noun), patient=other._replace(noun=one.noun))


FAMILY = Family(
    effect="flips",
    side="one",
    propose=propose,
    propose_in_lab=propose_in_lab,
    languages=frozenset(JOINING),
    most=None,
)
