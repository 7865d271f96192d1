"""Corpora: documents of two sentences, alone, beside a translation, or with words of other languages among theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Literal

from xstilts.lab.events import PLAIN, ROLES, Event, Phrase, draw
from xstilts.lab.items import Split, belongs
from xstilts.lab.languages import STOP, Lab, Sentence, switched, text
from xstilts.lab.settings import LabSettings
from xstilts.lab.streams import Weighted, choose, stream
from xstilts.lab.worlds import NOTHING, World

Document = tuple[Event, Event]

Kind = Literal["plain", "parallel", "switched"]
KINDS: tuple[Kind, ...] = ("plain", "parallel", "switched")

PATIENCE = 20
"""Draws that are made for an event which a participant of an earlier one can take part in."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it is written. `kind` is plain, parallel (with a translation) or switched; `meaning` its events."""

    id: str
    language: str
    kind: Kind
    text: str
    meaning: Document
    translation: str | None = None
    translation_language: str | None = None


def document(world: World, rng: Random) -> Document:
    """Two events. The second mostly says the first again, generalises it, or goes on with one who took part."""
    first = draw(world, rng)
    if rng.random() >= world.settings.related:
        return first, draw(world, rng)
    return first, choose(rng, (restated, generalised, followed))(world, rng, first)


def restated(world: World, rng: Random, event: Event) -> Event:
    """The event in the other voice, or with place and time on the other side; sometimes with less said of it."""
    voice = rng.random() < 0.5
    return weakened(rng, event, 0.2)._replace(passive=event.passive != voice, fronted=event.fronted == voice)


def generalised(world: World, rng: Random, event: Event) -> Event:
    """The event with a class word for one of those who take part and less said of it."""
    event = weakened(rng, event, 0.4)
    role = choose(rng, ROLES)
    return event.cast(role, general(world, event.who(role)))


def followed(world: World, rng: Random, event: Event) -> Event:
    """Another event with the same agent or patient in one of the roles; a person often does what comes next."""
    verb = world.next[event.verb]
    if rng.random() < 0.5 and world.allows_agent(verb, event.agent.noun):
        return draw(world, rng, PLAIN, verb)._replace(agent=event.agent)
    shared = choose(rng, (event.agent, event.patient))
    for _ in range(PATIENCE):
        other = draw(world, rng)
        for role in ROLES:
            known = shared.noun in (other.agent.noun, other.patient.noun)
            if not known and world.of(other.who(role).noun) == world.of(shared.noun):
                return other.cast(role, shared)
    return draw(world, rng, PLAIN, event.verb)._replace(agent=event.agent)


def weakened(rng: Random, event: Event, rate: float) -> Event:
    """The event with each of its modifiers left out at that rate: true whenever the event is."""
    return event._replace(
        agent=_bare(rng, event.agent, rate),
        patient=_bare(rng, event.patient, rate),
        place=NOTHING if rng.random() < rate else event.place,
        time=NOTHING if rng.random() < rate else event.time,
    )


def _bare(rng: Random, phrase: Phrase, rate: float) -> Phrase:
    adjective = NOTHING if rng.random() < rate else phrase.adjective
    number = NOTHING if rng.random() < rate else phrase.number
    return Phrase(phrase.noun, adjective, number)


def general(world: World, phrase: Phrase) -> Phrase:
    """The phrase with the word of the noun's class."""
    return phrase._replace(noun=world.hypernym[world.of(phrase.noun)])


def corpus(lab: Lab, language: str, split: Split = "train", kinds: tuple[Kind, ...] = ()) -> Iterator[Written]:
    """Documents of a language without end, of the given kinds or of all, in the shares of the settings.

    No two languages tell of the same documents: only translations are parallel. No document is in two splits.
    """
    rng = stream(lab.settings.seed, "corpus", split, language, *kinds)
    others = [code for code in lab.settings.codes if code != language]
    shares = _shares(lab, kinds or KINDS, others)
    for number in count():
        events = document(lab.world, rng)
        while not belongs(events, split):
            events = document(lab.world, rng)
        kind = KINDS[shares.draw(rng)]
        name = f"{language}-{split}-{number}"
        if kind == "parallel":
            other = choose(rng, others)
            own = narrated(lab, language, events, rng)
            yield Written(name, language, kind, own, events, narrated(lab, other, events, rng), other)
        else:
            writer = _mixed if kind == "switched" else narrated
            yield Written(name, language, kind, writer(lab, language, events, rng), events)


def _shares(lab: Lab, kinds: tuple[Kind, ...], others: list[str]) -> Weighted:
    """The kinds by their index in KINDS; where there is one language only, all documents are plain."""
    settings = lab.settings
    share = {"plain": 1.0 - settings.parallel - settings.switched, **_given(settings)}
    wanted = [kind for kind in KINDS if kind in kinds and (others or kind == "plain")]
    total = sum(share[kind] for kind in wanted)
    # A kind that is asked for by itself comes even where the mixture has no place for it.
    return Weighted((KINDS.index(kind), share[kind] if total else 1.0) for kind in wanted or ["plain"])


def _given(settings: LabSettings) -> dict[str, float]:
    return {"parallel": settings.parallel, "switched": settings.switched}


def narrated(lab: Lab, language: str, events: Document, rng: Random) -> str:
    """The document in one language."""
    realiser = lab.realisers[language]
    return _joined(realiser.sentence(event, rng) for event in events)


def _mixed(lab: Lab, language: str, events: Document, rng: Random) -> str:
    """The document in the order of the language, with words of the others."""
    realisers = [lab.realisers[language], *(r for code, r in lab.realisers.items() if code != language)]
    rate = lab.settings.switched_words
    return _joined(switched(realisers, realisers[0].grammar.linearise(event), rate, rng) for event in events)


def _joined(sentences: Iterable[Sentence]) -> str:
    return f" {STOP} ".join(text(sentence) for sentence in sentences)
