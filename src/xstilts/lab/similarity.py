"""Semantic similarity: two events that share none to five of their parts, and the score is how many.

Values are drawn evenly, not as verbs prefer them: a rare word in one sentence would otherwise hint that it was put in.
"""

from collections.abc import Sequence
from random import Random
from typing import Literal

from xstilts.lab.events import Event, Phrase
from xstilts.lab.glosses import FRAMES
from xstilts.lab.items import Item
from xstilts.lab.streams import below, choose, shuffled
from xstilts.lab.worlds import World

Part = Literal["verb", "agent", "patient", "place", "time"]
PARTS: tuple[Part, ...] = ("verb", "agent", "patient", "place", "time")
SCORES = tuple(str(score) for score in range(len(PARTS) + 1))

PAST, PASSIVE, FRONTED = 0.4, 0.15, 0.2
"""How likely both are past, and each is put in another way: the score does not depend on it."""
EXCHANGED = 0.5
"""How often agent and patient change places, where both are to differ and the verb takes them so."""


def similar(world: World, rng: Random) -> Item:
    """Two events of one kind of action. Every score is as likely as any other; the second is put its own way."""
    one = _drawn(world, rng)
    parts = [part for part in shuffled(rng, PARTS) if _others(world, one, part)]
    changed = parts[: below(rng, len(parts) + 1)]
    other = one._replace(passive=rng.random() < PASSIVE, fronted=rng.random() < FRONTED)
    apart = {"agent", "patient"} <= set(changed) and world.allows(one.verb, one.patient.noun, one.agent.noun)
    exchanged = apart and rng.random() < EXCHANGED
    if exchanged:
        other = other._replace(agent=one.patient, patient=one.agent)
    for part in changed:
        if not (exchanged and part in ("agent", "patient")):
            other = _with(other, part, choose(rng, _others(world, other, part)))
    phenomenon = "roles" if exchanged else "parts"
    return Item(clauses=(one, other), label=str(len(PARTS) - len(changed)), phenomenon=phenomenon)


def _drawn(world: World, rng: Random) -> Event:
    """An event with place and time and no adjective, so that all are of one length but for how they are put."""
    verb = choose(rng, world.groups[choose(rng, tuple(FRAMES))].values)
    agent = choose(rng, _short(world, world.agents[verb].values))
    patient = choose(rng, _short(world, world.patients[verb].values, agent))
    return Event(
        verb=verb,
        agent=Phrase(agent),
        patient=Phrase(patient),
        place=choose(rng, _short(world, world.places[verb].values, patient)),
        time=choose(rng, world.times),
        past=rng.random() < PAST,
        passive=rng.random() < PASSIVE,
        fronted=rng.random() < FRONTED,
    )


def _others(world: World, event: Event, part: Part) -> Sequence[int]:
    """What may stand in the part instead: of the same kind, and no one does a thing to himself."""
    verb, taken = event.verb, (event.agent.noun, event.patient.noun, event.place)
    if part == "verb":
        return [other for other in world.groups[world.of(verb)].values if other != verb]
    if part == "time":
        return [other for other in world.times if other != event.time]
    weights = {"agent": world.agents, "patient": world.patients, "place": world.places}[part][verb]
    return _short(world, weights.values, *taken)


def _with(event: Event, part: Part, concept: int) -> Event:
    if part == "verb":
        return event._replace(verb=concept)
    if part == "agent" or part == "patient":  # noqa: PLR1714 -- mypy narrows
        return event.cast(part, Phrase(concept))
    return event.modified(part, concept)


def _short(world: World, nouns: Sequence[int], *taken: int) -> list[int]:
    """The nouns of one word that are not taken."""
    return [noun for noun in nouns if noun not in taken and "_" not in world.concepts[noun].gloss]
