"""Natural language inference: does the second sentence follow from the first, contradict it, or neither?

The hypothesis is drawn first and the label apart from it, so that no hypothesis gives its label away; the premise is
made to fit. Modifiers are added to premises of every label alike, so that lengths tell nothing either.
"""

from random import Random
from typing import NamedTuple

from xstilts.lab.documents import general
from xstilts.lab.events import MODIFIED, ROLES, Event, Modified, Phrase, Rates, Role, draw, other_than
from xstilts.lab.items import Item
from xstilts.lab.streams import Weighted, choose, shuffled
from xstilts.lab.worlds import NOTHING, World

LABELS = ("entailment", "neutral", "contradiction")

HYPOTHESIS = Rates(
    adjective=0.2, number=0.0, place=0.15, time=0.15, past=0.4, negated=0.5, passive=0.0, fronted=0.0, general=0.0
)
"""Both sentences are active and in plain order: voice and order are what paraphrases are about."""
GENERAL = 0.1
"""How often one participant of a hypothesis is named by its class alone."""
TOLD = 0.75
"""How often the premise names a member where the hypothesis names the class."""
ADDED = 0.15
"""How often the premise has a modifier where the hypothesis has none."""


class DrawnPair(NamedTuple):
    """A hypothesis, and who might have taken part instead: in which role, and who."""

    hypothesis: Event
    role: Role
    other: int


def nli(world: World, rng: Random) -> Item:
    """One pair of premise and hypothesis."""
    label = choose(rng, LABELS)
    while (drawn := _drawn(world, rng)) is None:
        pass
    hypothesis = drawn.hypothesis
    if label == "neutral":
        phenomenon, statement = _unsupported(world, rng, drawn)
    elif label == "contradiction":
        phenomenon, statement = _denied(world, rng, hypothesis)
    else:
        phenomenon, statement = "entailed", hypothesis
    premise = _enriched(world, rng, statement, hypothesis, phenomenon)
    return Item(clauses=(premise, hypothesis), label=label, phenomenon=phenomenon)


def _drawn(world: World, rng: Random) -> DrawnPair | None:
    """A hypothesis and another participant, as likely the one way round as the other; None where they do not go.

    What a premise may have instead of something in the hypothesis (another noun, an antonym) is thereby as frequent
    in premises as in hypotheses, and premises alone do not tell the label.
    """
    event = draw(world, rng, HYPOTHESIS)
    role = choose(rng, ROLES)
    other = _weights(world, role, event.verb).draw(rng)
    if other in (event.agent.noun, event.patient.noun) or not _like(world, other, event.who(role)):
        return None
    if rng.random() < 0.5:
        event = event._replace(verb=world.concepts[event.verb].antonym)
    for described in ROLES:
        if rng.random() < 0.5:
            event = event.modified(described, world.concepts[event.modifier(described)].antonym)
    named: Role = "patient" if role == "agent" else "agent"
    if rng.random() < GENERAL:
        event = event.cast(named, general(world, event.who(named)))
    return DrawnPair(event, role, other)


def _denied(world: World, rng: Random, event: Event) -> tuple[str, Event]:
    """What the event contradicts: the other polarity, the opposite verb, or an opposite adjective."""
    described = [role for role in ROLES if event.modifier(role)]
    kind = choose(rng, ("negation", "verb", "adjective") if described else ("negation", "verb"))
    if kind == "negation":
        return kind, event._replace(negated=not event.negated)
    if kind == "verb":
        return kind, event._replace(verb=world.concepts[event.verb].antonym)
    role = choose(rng, described)
    return kind, event.modified(role, world.concepts[event.modifier(role)].antonym)


def _unsupported(world: World, rng: Random, drawn: DrawnPair) -> tuple[str, Event]:
    """What leaves the event open: one of its modifiers left out, or another participant."""
    event = drawn.hypothesis
    modified = [slot for slot in MODIFIED if event.modifier(slot)]
    replaceable = any(_open(world, event, slot) for slot in MODIFIED)
    if modified and replaceable and rng.random() < 0.5:
        slot = choose(rng, modified)
        return slot, event.modified(slot, NOTHING)
    return "participant", event.cast(drawn.role, event.who(drawn.role)._replace(noun=drawn.other))


def _is_class(world: World, phrase: Phrase) -> bool:
    return world.concepts[phrase.noun].kind == "class"


def _weights(world: World, role: Role, verb: int) -> Weighted:
    return world.agents[verb] if role == "agent" else world.patients[verb]


def _like(world: World, noun: int, phrase: Phrase) -> bool:
    """Whether the noun can stand for the phrase's: as many words (some names have two), and its adjective fits."""
    adjective = phrase.adjective
    if world.concepts[noun].gloss.count("_") != world.concepts[phrase.noun].gloss.count("_"):
        return False
    return adjective == NOTHING or (noun in world.fitting and adjective in world.fitting[noun].values)


def _enriched(world: World, rng: Random, statement: Event, drawn: Event, phenomenon: str) -> Event:
    """What is told, more closely: members for most class words, more modifiers.

    Where the phenomenon is a modifier left out, that one stays out. Where the premise would be shorter than the
    hypothesis `drawn`, others are added for certain, so that lengths tell no label.
    """
    event = _told(world, rng, statement)
    for slot in shuffled(rng, MODIFIED):
        short = _length(world, event) < _length(world, drawn)
        if slot != phenomenon and _open(world, event, slot) and (short or rng.random() < ADDED):
            event = event.modified(slot, _fitting(world, rng, event, slot))
    return event


def _length(world: World, event: Event) -> int:
    """The words of the sentence, as far as premise and hypothesis can differ in them."""
    nouns = sum(1 + world.concepts[noun].gloss.count("_") for noun in (event.agent.noun, event.patient.noun))
    adjectives = bool(event.agent.adjective) + bool(event.patient.adjective)
    return nouns + adjectives + 2 * bool(event.place) + bool(event.time) + event.negated


def _told(world: World, rng: Random, event: Event) -> Event:
    """Members in place of most class words, chosen as the verb prefers them; adjectives that fit them stay."""
    for role in ROLES:
        phrase = event.who(role)
        if _is_class(world, phrase) and rng.random() < TOLD:
            noun = other_than(_weights(world, role, event.verb), rng, *_outside(world, event, phrase))
            if noun in world.fitting or not phrase.adjective:
                event = event.cast(role, phrase._replace(noun=noun))
    return event


def _outside(world: World, event: Event, phrase: Phrase) -> list[int]:
    """The nouns that the class word does not stand for here: those of other classes and who else takes part."""
    others = [noun for name, nouns in world.nouns.items() if name != world.of(phrase.noun) for noun in nouns]
    return [*others, event.agent.noun, event.patient.noun]


def _open(world: World, event: Event, slot: Modified) -> bool:
    """Whether the slot is empty and may be filled: names take no adjective."""
    if event.modifier(slot):
        return False
    return slot == "place" or slot == "time" or event.who(slot).noun in world.fitting  # noqa: PLR1714 -- mypy narrows


def _fitting(world: World, rng: Random, event: Event, slot: Modified) -> int:
    if slot == "place":
        return world.places[event.verb].draw(rng)
    return choose(rng, world.times) if slot == "time" else world.fitting[event.who(slot).noun].draw(rng)
