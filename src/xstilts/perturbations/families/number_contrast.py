"""n2, one side: a number that both texts have becomes another one in one of them, so that they differ in meaning."""

from collections.abc import Iterator
from functools import partial
from random import Random

from xstilts.lab.events import ROLES, Event
from xstilts.lab.streams import below, choose
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.numbers import digits, numbers, shifted
from xstilts.task_types.edits import Replacement


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every number that comes once in each of the texts."""
    if original.other is None:
        return
    own, others = numbers(original.text), [digits(number.text) for number in numbers(original.other)]
    for number in own:
        once = [digits(n.text) for n in own].count(digits(number.text)) == others.count(digits(number.text)) == 1
        if once and number.text.isdigit():
            new = shifted(number.text, 1 + below(random, 8))
            yield (Replacement(original.side, number.start, number.end, new),)


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """The sentence with another number, for each participant that is counted."""
    lab = original.lab
    event = lab.meaning(original.text) if lab is not None else None
    if lab is None or event is None:
        return
    for role in ROLES:
        who = event.who(role)
        others = [number for number in lab.world.numbers if number != who.number]
        if who.number and others:
            other = who._replace(number=choose(random, others))
            yield lab.retold(original.text, partial(Event.cast, role=role, phrase=other), original.side)


FAMILY = Family(effect="flips", side="one", propose=propose, propose_in_lab=propose_in_lab, most=None)
