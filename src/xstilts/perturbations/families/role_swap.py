"""w2, in the lab: who does it and to whom it is done change places in one of two sentences that say the same."""

from collections.abc import Iterator
from random import Random

from xstilts.lab.events import Event
from xstilts.perturbations.family import Edit, Family, Original


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """The sentence with its participants' parts exchanged, where they are not the same."""
    if original.lab is not None and (event := original.lab.meaning(original.text)) and event.agent != event.patient:
        edit = original.lab.retold(original.text, _turned, original.side)
        if edit:
            yield edit


def _turned(event: Event) -> Event:
    return event._replace(agent=event.patient, patient=event.agent)


FAMILY = Family(effect="flips", side="one", propose=None, propose_in_lab=propose_in_lab, most=None)
