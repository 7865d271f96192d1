"""Bitext mining: two piles of sentences, in part translations of each other, in part nearly so or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from xstilts.lab.events import Event, Phrase, draw, other_than, packed
from xstilts.lab.items import Item, Split, items
from xstilts.lab.languages import Lab, text
from xstilts.lab.streams import choose, shuffled, stream
from xstilts.lab.worlds import World


@dataclass(frozen=True, slots=True)
class Piles:
    """Sentences by id in a language and in the first language, and the pairs of ids that are translations."""

    source: dict[str, str]
    target: dict[str, str]
    pairs: tuple[tuple[str, str], ...]


def mined(world: World, rng: Random) -> Item:
    """Two different events for two piles, close to each other or far apart; which is first is by chance.

    The label says whether the first event is in both piles, the second being a distractor in one of them.
    """
    event = draw(world, rng)
    phenomenon = choose(rng, ("participant", "polarity", "far"))
    if phenomenon == "polarity":
        other = event._replace(negated=not event.negated)
    elif phenomenon == "participant":
        noun = other_than(world.patients[event.verb], rng, event.agent.noun, event.patient.noun)
        other = event.cast("patient", Phrase(noun))
    else:
        other = draw(world, rng, verb=other_than(world.verbs, rng, event.verb))
    if rng.random() < 0.5:  # else what was put in, such as a negation, would tell which sentence is the distractor
        event, other = other, event
    return Item(clauses=(event, other), label=choose(rng, ("parallel", "apart")), phenomenon=phenomenon)


def piles(lab: Lab, language: str, split: Split, count: int) -> Piles:
    """The sentences of `count` items, each meaning at most once a pile, in an order that tells nothing.

    A parallel item has its first event in both piles and its second in the target pile; the others have the
    first in the source pile and the second in the target pile. Ids and order are the same in all languages.
    """
    own, pivot = lab.realisers[language], lab.realisers[lab.settings.codes[0]]
    rng = stream(lab.settings.seed, "bucc", split, language)
    source, target, pairs = [], [], []
    for item in islice(_apart(lab.world, split), count):
        first, second = item.clauses
        source.append((item.id, text(own.sentence(first, rng))))
        target.append((f"{item.id}-b", text(pivot.sentence(second, rng))))
        if item.label == "parallel":
            target.append((f"{item.id}-a", text(pivot.sentence(first, rng))))
            pairs.append((item.id, f"{item.id}-a"))
    order = stream(lab.settings.seed, "order of piles", split)
    return Piles(dict(shuffled(order, source)), dict(shuffled(order, target)), tuple(pairs))


def _apart(world: World, split: Split) -> Iterator[Item]:
    """Items none of whose events means what an event of another item means."""
    seen: set[bytes] = set()
    for item in items(world, "bucc", mined, split):
        meanings = _meanings(item.clauses)
        if len(meanings) == len(item.clauses) and seen.isdisjoint(meanings):
            seen |= meanings
            yield item


def _meanings(events: tuple[Event, ...]) -> set[bytes]:
    return {packed(event) for event in events}
