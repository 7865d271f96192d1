"""n2, both sides: a number becomes the same other number wherever it stands, so that equal meaning stays equal."""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import below, choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.numbers import numbers, shifted
from xstilts.perturbations.scripts import words
from xstilts.task_types.edits import Replacement


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every number that all texts have; what it becomes stands in none of them."""
    places: dict[str, list[Replacement]] = {}
    for part, text in enumerate(original.texts):
        for number in numbers(text):
            if number.text.isdigit():
                places.setdefault(number.text, []).append(Replacement(part, number.start, number.end, ""))
    for digits, own in places.items():
        new = shifted(digits, 1 + below(random, 8))
        everywhere = {replacement.part for replacement in own} == set(range(len(original.texts)))
        if everywhere and not any(new in text for text in original.texts):
            yield tuple(replacement._replace(text=new) for replacement in own)


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every number word that all sentences have: another number, which none of them has."""
    if original.lab is None:
        return
    forms = original.lab.parser.realiser.forms
    known = {forms[number][0][0] for number in original.lab.world.numbers}
    present = [{word.text for word in words(text)} for text in original.texts]
    fresh = sorted(known.difference(*present))
    for number in sorted(known.intersection(*present)):
        if fresh:
            new = choose(random, fresh)
            yield tuple(
                Replacement(part, word.start, word.end, new)
                for part, text in enumerate(original.texts)
                for word in words(text)
                if word.text == number
            )


FAMILY = Family(effect="preserves", side="both", propose=propose, propose_in_lab=propose_in_lab, most=None)
