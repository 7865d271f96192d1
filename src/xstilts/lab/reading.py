"""Reading: find the answer in a text or in a pool of sentences, and choose how a story goes on (multiple choice)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from xstilts.lab.events import PLAIN, ROLES, Event, Phrase, Role, draw
from xstilts.lab.items import Item
from xstilts.lab.languages import STOP, Sentence, text
from xstilts.lab.streams import below, choose
from xstilts.lab.worlds import NOTHING, World

TAGS = {"agent": "A0", "patient": "A1"}
ANSWERS = tuple(f"{index}-{role}" for index in (0, 1) for role in ROLES)
"""Where an answer is: the index of the sentence and the part that it plays there."""

CHOICES = 4
ONE_BY_ONE = PLAIN._replace(general=0.0)
"""Who took part is named, not their class."""
STATED = ONE_BY_ONE._replace(negated=0.0, past=0.0)
"""What answers a question that asks for what is so, now."""


@dataclass(frozen=True, slots=True)
class Span:
    """A text, a question, and the answer with its first character in the text."""

    context: str
    question: str
    answer: str
    start: int


def question(world: World, rng: Random) -> Item:
    """Two events that share a verb or a participant, and a question that only one of them answers.

    Both are drawn before one is chosen to be asked for, and share tense and polarity, which the question has too:
    nothing but verb and participant tells which one it is.
    """
    role = choose(rng, ROLES)
    known = _other(role)
    shared = choose(rng, ("verb", "participant"))
    while True:
        one = draw(world, rng, ONE_BY_ONE)
        other = draw(world, rng, ONE_BY_ONE, one.verb) if shared == "verb" else _sharing(world, rng, one, known)
        if other and other.who(role).noun != one.who(role).noun and _told_apart(one, other, known):
            break
    other = other._replace(past=one.past, negated=one.negated)
    index = below(rng, 2)
    clauses = (one, other, _asking(world, (one, other)[index], role, known))
    return Item(clauses=clauses, label=f"{index}-{role}", phenomenon=f"same {shared}")


def answered(world: World, rng: Random) -> Item:
    """An event and a question that it answers; the label is the role that is asked for."""
    role = choose(rng, ROLES)
    event = draw(world, rng, STATED)
    return Item(clauses=(event, _asking(world, event, role, _other(role))), label=role, phenomenon=role)


def answers(event: Event, asked: Event, role: Role) -> bool:
    """Whether the event, one of `answered`, answers the question for the role: same verb, same other participant."""
    known = _other(role)
    return (event.verb, event.who(known).noun) == (asked.verb, asked.who(known).noun)


def _other(role: Role) -> Role:
    return "patient" if role == "agent" else "agent"


def _sharing(world: World, rng: Random, event: Event, role: Role) -> Event | None:
    """Another event with the same noun in the role, if the one that comes to mind can have it."""
    other = draw(world, rng, ONE_BY_ONE)
    noun = event.who(role).noun
    weights = world.agents if role == "agent" else world.patients
    return other.cast(role, Phrase(noun)) if noun in weights[other.verb].values else None


def _told_apart(one: Event, other: Event, known: Role) -> bool:
    """Whether verb and known participant together tell the two events apart."""
    return (one.verb, one.who(known).noun) != (other.verb, other.who(known).noun)


def _asking(world: World, event: Event, role: Role, known: Role) -> Event:
    """The event as a question: who or what in the role, the other participant bare, no place or time."""
    living = world.of(event.who(role).noun) in ("person", "animal")
    asked = event._replace(place=NOTHING, time=NOTHING, passive=False, fronted=False)
    asked = asked.cast(role, Phrase(world.function["who" if living else "what"]))
    return asked.cast(known, Phrase(event.who(known).noun))


def story(world: World, rng: Random) -> Item:
    """What a person does, and four things that the same person may do next: one of them is what follows in this world.

    Every choice is plausible by itself and verbs come as often among wrong choices as among right ones.
    """
    while True:
        first = draw(world, rng)
        if world.of(first.agent.noun) == "person":
            break
    right = world.next[first.verb]
    verbs = {right: None}
    while len(verbs) < CHOICES:
        verbs[world.next[world.verbs.draw(rng)]] = None
    wrong = [verb for verb in verbs if verb != right]
    place = below(rng, CHOICES)
    ordered = [*wrong[:place], right, *wrong[place:]]
    choices = (draw(world, rng, verb=verb)._replace(agent=first.agent) for verb in ordered)
    return Item(clauses=(first, *choices), label=str(place), phenomenon="next")


def span(sentences: tuple[Sentence, ...], label: str) -> Span:
    """The question in words. The answer is the noun with all that modifies it, without the words of grammar."""
    index, _, role = label.partition("-")
    *context, asked = sentences
    words = [token.word for token in context[int(index)] if token.role == TAGS[role]]
    answer = " ".join(words)
    texts = [text(sentence) for sentence in context]
    offset = sum(len(part) + len(STOP) + 2 for part in texts[: int(index)])
    start = offset + sum(len(word) + 1 for word in _before(context[int(index)], TAGS[role]))
    return Span(f" {STOP} ".join(texts), text(asked), answer, start)


def _before(sentence: Sentence, role: str) -> Iterator[str]:
    """The words ahead of the first one in the role."""
    for token in sentence:
        if token.role == role:
            return
        yield token.word
