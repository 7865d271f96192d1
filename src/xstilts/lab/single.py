"""Tasks on one sentence: topic, acceptability, and the sentences that are tagged, retrieved or shown as images."""

from random import Random

from xstilts.lab.events import Event, Rates, draw
from xstilts.lab.glosses import FRAMES
from xstilts.lab.items import Item
from xstilts.lab.streams import choose
from xstilts.lab.worlds import World

TOPICS = tuple(FRAMES)
ACCEPTABILITY = ("0", "1")
"""1: acceptable."""

SEEN = Rates(negated=0.0, past=0.0)
"""What a picture can show."""


def sentence(world: World, rng: Random) -> Item:
    """A sentence by itself."""
    return Item(clauses=(draw(world, rng),))


def seen(world: World, rng: Random) -> Item:
    """A sentence that a picture can show."""
    return Item(clauses=(draw(world, rng, SEEN),))


def topic(world: World, rng: Random) -> Item:
    """A sentence with the group of its verb; the groups come equally often."""
    group = choose(rng, TOPICS)
    event = draw(world, rng, verb=world.groups[group].draw(rng))
    return Item(clauses=(event,), label=group, phenomenon=group)


def acceptability(world: World, rng: Random) -> Item:
    """A sentence whose participants can do what they do, or one that turns them round or borrows one from elsewhere."""
    if rng.random() < 0.5:
        return Item(clauses=(draw(world, rng),), label="1", phenomenon="acceptable")
    phenomenon = choose(rng, ("roles", "patient"))
    while True:
        event = draw(world, rng)
        wrong = _turned(event) if phenomenon == "roles" else event._replace(patient=draw(world, rng).patient)
        if not world.allows(wrong.verb, wrong.agent.noun, wrong.patient.noun):
            return Item(clauses=(wrong,), label="0", phenomenon=phenomenon)


def _turned(event: Event) -> Event:
    return event._replace(agent=event.patient, patient=event.agent)
