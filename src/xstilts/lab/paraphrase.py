"""Paraphrase in the manner of PAWS: the same words, and yet another meaning in half of the pairs.

What is changed is decided before whether it is changed, and the first sentence is turned round at random, so that
neither sentence alone, nor the words of both, tell the label.
"""

from random import Random

from xstilts.lab.events import PLAIN, Event, draw
from xstilts.lab.items import Item
from xstilts.lab.streams import choose
from xstilts.lab.worlds import World

LABELS = ("0", "1")
"""1: a paraphrase."""

SAID = PLAIN._replace(number=0.0, general=0.0, passive=0.5, negated=0.1)


def paws(world: World, rng: Random) -> Item:
    """One pair of sentences, the second mostly in the other voice."""
    phenomenon = choose(rng, ("roles", "roles", "adjectives", "verb"))
    event = _suited(world, rng, phenomenon)
    changed = _changed(world, event, phenomenon)
    if rng.random() < 0.5:
        event, changed = changed, event
    same = rng.random() < 0.5
    second = _put_otherwise(rng, event if same else changed, event)
    return Item(clauses=(event, second), label="1" if same else "0", phenomenon=phenomenon)


def _put_otherwise(rng: Random, event: Event, first: Event) -> Event:
    """The event in the other voice, or where it can be seen, in the same voice with place and time moved."""
    moved = bool(event.place or event.time) and rng.random() < 0.4
    voice = moved and rng.random() < 0.5
    return event._replace(passive=first.passive == voice, fronted=first.fronted != moved)


def _suited(world: World, rng: Random, phenomenon: str) -> Event:
    """An event that the change makes a difference to, and that stays plausible after it."""
    while True:
        event = draw(world, rng, SAID)
        if phenomenon == "verb":
            return event
        one, other = event.agent.noun, event.patient.noun
        if phenomenon == "roles" and one != other and world.allows(event.verb, other, one):
            return event
        if phenomenon == "adjectives" and (described := _described(world, rng, event)):
            return described


def _described(world: World, rng: Random, event: Event) -> Event | None:
    """The event with two adjectives that fit both participants, if there are such."""
    if not (event.agent.noun in world.fitting and event.patient.noun in world.fitting):
        return None
    both = set(world.fitting[event.patient.noun].values)
    one = world.fitting[event.agent.noun].draw(rng)
    other = world.fitting[event.patient.noun].draw(rng)
    fit = one in both and other in world.fitting[event.agent.noun].values
    if one == other or not fit or event.agent.noun == event.patient.noun:
        return None
    return event._replace(agent=event.agent._replace(adjective=one), patient=event.patient._replace(adjective=other))


def _changed(world: World, event: Event, phenomenon: str) -> Event:
    if phenomenon == "roles":
        return event._replace(agent=event.patient, patient=event.agent)
    if phenomenon == "verb":
        return event._replace(verb=world.concepts[event.verb].antonym)
    one, other = event.agent, event.patient
    return event._replace(
        agent=one._replace(adjective=other.adjective), patient=other._replace(adjective=one.adjective)
    )
