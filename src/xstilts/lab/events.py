"""Events: what a sentence says, free of any language, and how they are drawn from a world."""

from random import Random
from struct import Struct
from typing import Literal, NamedTuple

from xstilts.lab.streams import Weighted, choose
from xstilts.lab.worlds import NOTHING, World

Role = Literal["agent", "patient"]
Modified = Literal["agent", "patient", "place", "time"]

ROLES: tuple[Role, ...] = ("agent", "patient")
MODIFIED: tuple[Modified, ...] = ("agent", "patient", "place", "time")
"""Where an event may be told more closely: the adjective of a participant, place, time."""


class Phrase(NamedTuple):
    """A participant: a noun, a class word or a name, with what modifies it."""

    noun: int
    adjective: int = NOTHING
    number: int = NOTHING


class Event(NamedTuple):
    """Who does what to whom, where and when. `passive` and `fronted` only say how it is put.

    A fronted sentence has place and time on the other side of it. The lab's logic takes participants as known: their
    modifiers hold whether or not the event is negated.
    """

    verb: int
    agent: Phrase
    patient: Phrase
    place: int = NOTHING
    time: int = NOTHING
    past: bool = False
    negated: bool = False
    passive: bool = False
    fronted: bool = False

    def who(self, role: Role) -> Phrase:
        """The participant in the role."""
        return self.agent if role == "agent" else self.patient

    def cast(self, role: Role, phrase: Phrase) -> "Event":
        """The event with another participant in the role."""
        return self._replace(agent=phrase) if role == "agent" else self._replace(patient=phrase)

    def modifier(self, slot: Modified) -> int:
        """Place or time, or the adjective of a participant."""
        if slot == "place":
            return self.place
        return self.time if slot == "time" else self.who(slot).adjective

    def modified(self, slot: Modified, concept: int) -> "Event":
        """The event with another place, time or adjective; NOTHING takes it away."""
        if slot == "place":
            return self._replace(place=concept)
        if slot == "time":
            return self._replace(time=concept)
        return self.cast(slot, self.who(slot)._replace(adjective=concept))


class Rates(NamedTuple):
    """How likely an event has each of what it need not have."""

    adjective: float = 0.30
    number: float = 0.10
    place: float = 0.25
    time: float = 0.25
    past: float = 0.40
    negated: float = 0.15
    passive: float = 0.15
    fronted: float = 0.20
    general: float = 0.05


PLAIN = Rates()
_PACK = Struct("<9H2?")


def packed(event: Event) -> bytes:
    """The meaning as bytes: equal for two events that say the same, however they put it."""
    return _PACK.pack(event.verb, *event.agent, *event.patient, event.place, event.time, event.past, event.negated)


def draw(world: World, rng: Random, rates: Rates = PLAIN, verb: int = NOTHING) -> Event:
    """An event whose participants and modifiers go together; `verb` may be given. Nobody does a thing to himself."""
    verb = verb or world.verbs.draw(rng)
    agent = world.agents[verb].draw(rng)
    patient = other_than(world.patients[verb], rng, agent)
    return Event(
        verb=verb,
        agent=phrase(world, rng, agent, rates),
        patient=phrase(world, rng, patient, rates),
        place=other_than(world.places[verb], rng, patient) if rng.random() < rates.place else NOTHING,
        time=choose(rng, world.times) if rng.random() < rates.time else NOTHING,
        past=rng.random() < rates.past,
        negated=rng.random() < rates.negated,
        passive=rng.random() < rates.passive,
        fronted=rng.random() < rates.fronted,
    )


def other_than(weights: Weighted, rng: Random, *taken: int) -> int:
    """One of the weighted concepts that is not among those taken."""
    while (concept := weights.draw(rng)) in taken:
        pass
    return concept


def phrase(world: World, rng: Random, noun: int, rates: Rates) -> Phrase:
    """The noun with modifiers, or its class word in its place; a name stays alone."""
    if rng.random() < rates.general:
        noun = world.hypernym[world.of(noun)]
    if noun not in world.fitting:
        return Phrase(noun)
    return Phrase(
        noun,
        world.fitting[noun].draw(rng) if rng.random() < rates.adjective else NOTHING,
        choose(rng, world.numbers) if rng.random() < rates.number else NOTHING,
    )
