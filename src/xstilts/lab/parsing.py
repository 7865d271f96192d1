"""From a sentence of the lab back to its event: the inverse of a realiser, so that meanings can be changed exactly.

The words give the concepts. Who is agent and who patient follows from trying the few events that say these concepts
until one, put into words again, gives the same sentence.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from xstilts.lab.events import Event, Phrase
from xstilts.lab.grammar import Slots
from xstilts.lab.languages import Realiser
from xstilts.lab.worlds import NOTHING

Said = dict[int, tuple[str, ...]]
"""The words that a sentence has for a concept."""


class Parser:
    """Reads the sentences of one language."""

    def __init__(self, realiser: Realiser) -> None:
        self.realiser = realiser
        self.world = realiser.world
        self._concepts: dict[tuple[str, ...], list[int]] = {}
        for concept, ways in enumerate(realiser.forms):
            for form in ways:
                self._concepts.setdefault(form, []).append(concept)

    def event(self, text: str) -> tuple[Event, Said] | None:
        """What the sentence says and in which words, or None where it is no sentence of the language.

        Where languages have homonyms, a sentence can have two readings: then the first.
        """
        for concepts, wording in self._readings(tuple(text.split())):
            for event in self._events(concepts):
                if [slot.concept for slot in self.realiser.grammar.linearise(event)] == concepts:
                    return event, wording
        return None

    def text(self, event: Event, wording: Said) -> str:
        """The event in words, in those of `wording` where it has them."""
        slots: Slots = self.realiser.grammar.linearise(event)
        forms = (wording.get(slot.concept) or self.realiser.forms[slot.concept][0] for slot in slots)
        return " ".join(word for form in forms for word in form)

    def knows(self, word: str) -> bool:
        """Whether it is a word of the language."""
        return (word,) in self._concepts

    def _readings(self, words: Sequence[str]) -> Iterator[tuple[list[int], Said]]:
        """The concepts that the words stand for, in order; several readings where there are homonyms."""
        forms: list[tuple[str, ...]] = []
        while sum(map(len, forms)) < len(words):
            start = sum(map(len, forms))
            form = next((words[start : start + size] for size in (2, 1) if self._is_form(words, start, size)), None)
            if form is None:
                return
            forms.append(tuple(form))
        for reading in product(*(self._concepts[form] for form in forms)):
            yield list(reading), dict(zip(reading, forms, strict=True))

    def _is_form(self, words: Sequence[str], start: int, size: int) -> bool:
        return start + size <= len(words) and tuple(words[start : start + size]) in self._concepts

    def _events(self, concepts: Sequence[int]) -> Iterator[Event]:
        """The events that may be meant: both castings, in both voices' orders."""
        kinds = [self.world.concepts[concept].kind for concept in concepts]
        verbs = [c for c, kind in zip(concepts, kinds, strict=True) if kind == "verb"]
        has = {gloss for gloss, concept in self.world.function.items() if concept in concepts}
        nouns = [i for i, kind in enumerate(kinds) if kind in ("noun", "class", "name")]
        places = nouns if "in" in has else [-1]
        if len(verbs) != 1:
            return
        for place, fronted, swapped in product(places, (False, True), (False, True)):
            who = [self._phrase(concepts, kinds, noun) for noun in nouns if noun != place]
            if len(who) != 2:
                continue
            agent, patient = reversed(who) if swapped else who
            yield Event(
                verb=verbs[0],
                agent=agent,
                patient=patient,
                place=concepts[place] if place >= 0 else NOTHING,
                time=next((c for c, kind in zip(concepts, kinds, strict=True) if kind == "time"), NOTHING),
                past="past" in has,
                negated="not" in has,
                passive="passive" in has,
                fronted=fronted,
            )

    def _phrase(self, concepts: Sequence[int], kinds: Sequence[str], noun: int) -> Phrase:
        """The noun with the adjective and the number that stand beside it, on the language's side."""
        step = -1 if self.realiser.grammar.adjective_first else 1
        place = noun + step
        described = 0 <= place < len(kinds) and kinds[place] == "adjective"
        first = place if described and step < 0 else noun
        counted = first > 0 and kinds[first - 1] == "number"
        return Phrase(
            concepts[noun],
            concepts[place] if described else NOTHING,
            concepts[first - 1] if counted else NOTHING,
        )
