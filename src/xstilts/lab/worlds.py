"""Worlds: typed concepts, which of them go together, and how strongly. All languages of a lab speak of one world."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from math import exp
from random import Random
from typing import Literal

from xstilts.lab import glosses
from xstilts.lab.settings import LabSettings
from xstilts.lab.streams import Weighted, shuffled, stream

Kind = Literal["nothing", "noun", "class", "name", "verb", "adjective", "time", "number", "function"]

NOTHING = 0
"""The concept that fills an empty slot of an event. It is false, so `if event.place` asks for a place."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that can be said. `of` is a noun's class or a verb's group; `antonym` NOTHING where there is none."""

    id: int
    gloss: str
    kind: Kind
    of: str = ""
    antonym: int = NOTHING


@dataclass(frozen=True, eq=False)
class World:
    """Concepts by id, and the weights by which events and documents are drawn.

    `agents`, `patients` and `places` are by verb, `fitting` the adjectives by noun, `verbs` all verbs with their
    frequencies. `next` maps a verb to the one that tends to follow it: what a person does after.
    """

    settings: LabSettings
    concepts: tuple[Concept, ...]
    function: Mapping[str, int]
    hypernym: Mapping[str, int]
    nouns: Mapping[str, tuple[int, ...]]
    groups: Mapping[str, Weighted]
    verbs: Weighted
    agents: Mapping[int, Weighted]
    patients: Mapping[int, Weighted]
    places: Mapping[int, Weighted]
    fitting: Mapping[int, Weighted]
    next: Mapping[int, int]
    times: tuple[int, ...]
    numbers: tuple[int, ...]

    def of(self, concept: int) -> str:
        """The class of a noun, the group of a verb."""
        return self.concepts[concept].of

    def allows(self, verb: int, agent: int, patient: int) -> bool:
        """Whether the verb takes participants of these classes."""
        return self.allows_agent(verb, agent) and self.of(patient) in glosses.FRAMES[self.of(verb)][1]

    def allows_agent(self, verb: int, agent: int) -> bool:
        """Whether one of the agent's class does such things."""
        return self.of(agent) in glosses.FRAMES[self.of(verb)][0]


@lru_cache(maxsize=8)
def build(settings: LabSettings) -> World:
    """The world of the settings; its languages and sizes do not change it."""
    concepts = tuple(_concepts(settings))
    by_kind: dict[str, list[Concept]] = {}
    for concept in concepts:
        by_kind.setdefault(concept.kind, []).append(concept)
    nouns = {
        name: tuple(c.id for c in (*by_kind["noun"], *by_kind["name"]) if c.of == name) for name in glosses.CLASSES
    }
    frequency = _frequencies(settings, by_kind["verb"])
    rng = stream(settings.seed, "preferences")
    agents, patients, places = {}, {}, {}
    for verb in by_kind["verb"]:
        frame = glosses.FRAMES[verb.of]
        agents[verb.id] = _preferring(rng, settings, [noun for name in frame[0] for noun in nouns[name]])
        patients[verb.id] = _preferring(rng, settings, [noun for name in frame[1] for noun in nouns[name]])
        places[verb.id] = _preferring(rng, settings, [*nouns["place"], *nouns["nature"]])
    return World(
        settings=settings,
        concepts=concepts,
        function={concept.gloss: concept.id for concept in by_kind["function"]},
        hypernym={concept.of: concept.id for concept in by_kind["class"]},
        nouns=nouns,
        groups={
            group: Weighted((v.id, frequency[v.id]) for v in by_kind["verb"] if v.of == group)
            for group in glosses.FRAMES
        },
        verbs=Weighted(frequency.items()),
        agents=agents,
        patients=patients,
        places=places,
        fitting=_fitting(settings, concepts),
        next=_next(settings, by_kind["verb"]),
        times=tuple(concept.id for concept in by_kind["time"]),
        numbers=tuple(concept.id for concept in by_kind["number"]),
    )


def _concepts(settings: LabSettings) -> Iterator[Concept]:
    """Every concept, NOTHING first; neighbours among verbs and adjectives are antonyms."""
    ids = count()
    yield Concept(next(ids), "", "nothing")
    for gloss in glosses.FUNCTIONS.split():
        yield Concept(next(ids), gloss, "function")
    for name in glosses.CLASSES:
        yield Concept(next(ids), name, "class", name)
        for gloss in _named(glosses.NOUNS[name], settings.nouns, name):
            yield Concept(next(ids), gloss, "noun", name)
    for gloss in _named(glosses.PERSON_NAMES, settings.person_names, "Person"):
        yield Concept(next(ids), gloss, "name", "person")
    for gloss in _named(glosses.PLACE_NAMES, settings.place_names, "Place"):
        yield Concept(next(ids), gloss, "name", "place")
    for group, verbs in glosses.VERBS.items():
        yield from _antonyms(ids, _named(verbs, settings.verbs, group), "verb", group)
    qualities = " ".join(f"{one} {other}" for one, other, _ in glosses.ADJECTIVES)
    yield from _antonyms(ids, _named(qualities, settings.adjectives, "quality"), "adjective", "")
    for gloss in _named(glosses.TIMES, settings.times, "time"):
        yield Concept(next(ids), gloss, "time")
    for gloss in _named(glosses.NUMBERS, settings.numbers, "number"):
        yield Concept(next(ids), gloss, "number")


def _named(known: str, wanted: int, kind: str) -> list[str]:
    """That many glosses: the known ones first, then numbered ones."""
    names = known.split()
    return [*names[:wanted], *(f"{kind}{i}" for i in range(len(names) + 1, wanted + 1))]


def _antonyms(ids: Iterator[int], names: Sequence[str], kind: Kind, of: str) -> Iterator[Concept]:
    for one, other in zip(names[::2], names[1::2], strict=True):
        first, second = next(ids), next(ids)
        yield Concept(first, one, kind, of, second)
        yield Concept(second, other, kind, of, first)


def _frequencies(settings: LabSettings, verbs: Sequence[Concept]) -> dict[int, float]:
    """Zipf's law over the verbs, in an order of the world's own in which every group has its common and rare ones.

    Were a whole group rare, an encoder would know nothing of one topic, however well it knows the languages.
    """
    rng = stream(settings.seed, "frequencies")
    groups = [shuffled(rng, [verb.id for verb in verbs if verb.of == group]) for group in glosses.FRAMES]
    order = [verb for tier in zip(*groups, strict=True) for verb in shuffled(rng, tier)]
    return {verb: 1.0 / (rank + 2.0) for rank, verb in enumerate(order)}


def _preferring(rng: Random, settings: LabSettings, concepts: Sequence[int]) -> Weighted:
    return Weighted((concept, exp(_normal(rng) * settings.preference)) for concept in concepts)


def _normal(rng: Random) -> float:
    """A standard normal number, near enough: twelve uniform ones less six."""
    return sum(rng.random() for _ in range(12)) - 6.0


def _fitting(settings: LabSettings, concepts: Sequence[Concept]) -> dict[int, Weighted]:
    """The adjectives of every noun and of every class word; names take none."""
    rng = stream(settings.seed, "adjectives")
    adjectives = [concept.id for concept in concepts if concept.kind == "adjective"]
    fits = {adjective: _classes(i // 2) for i, adjective in enumerate(adjectives)}
    return {
        concept.id: _preferring(rng, settings, [adjective for adjective in adjectives if concept.of in fits[adjective]])
        for concept in concepts
        if concept.kind in ("noun", "class")
    }


def _classes(pair: int) -> tuple[str, ...]:
    """The classes that a pair of adjectives fits; beyond the known pairs, three classes in turn."""
    if pair < len(glosses.ADJECTIVES):
        return glosses.ADJECTIVES[pair][2]
    return tuple(glosses.CLASSES[(pair + step) % len(glosses.CLASSES)] for step in range(3))


def _next(settings: LabSettings, verbs: Sequence[Concept]) -> dict[int, int]:
    """One ring through all verbs, so that every verb follows exactly one other."""
    ring = shuffled(stream(settings.seed, "scripts"), [verb.id for verb in verbs])
    return dict(zip(ring, [*ring[1:], ring[0]], strict=True))
