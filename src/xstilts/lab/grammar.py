"""From an event to the concepts that a sentence says, in a language's order and with its marks; no words yet."""

from collections.abc import Mapping
from typing import NamedTuple

from xstilts.lab.events import Event, Phrase
from xstilts.lab.settings import LabLanguage
from xstilts.lab.worlds import NOTHING


class Slot(NamedTuple):
    """A concept to be said and the part that it plays: A0 (agent), A1 (patient), V, LOC, TMP; "" for grammar's own."""

    concept: int
    role: str


Slots = list[Slot]


class Grammar:
    """The word order and the marks of one language. A mark that the language lacks is NOTHING and is not said."""

    def __init__(self, language: LabLanguage, function: Mapping[str, int]) -> None:
        self.order = language.order
        self.adjective_first = language.adjective == "before"
        self.adposition_first = language.adposition == "before"
        self.negation_first = language.negation == "before"
        # Where the verb comes last, place and time come first.
        self.adverbials_first = language.order.endswith("V")
        self.negation = Slot(function["not"], "")
        self.passive = Slot(function["passive"], "")
        self.past = Slot(function["past"] if language.tense else NOTHING, "")
        self.case = Slot(function["object"] if language.case else NOTHING, "")
        self.by = Slot(function["by"], "")
        self.inside = Slot(function["in"], "")

    def linearise(self, event: Event) -> Slots:
        """What a sentence about the event says, in order."""
        agent = self._phrase(event.agent, "A0")
        patient = self._phrase(event.patient, "A1")
        if event.passive:
            parts = {"S": patient, "V": self._verb(event), "O": self._adposed(self.by, agent)}
        else:
            parts = {"S": agent, "V": self._verb(event), "O": patient}
            if self.case.concept:
                patient.append(self.case)
        core = [slot for part in self.order for slot in parts[part]]
        if not (event.place or event.time):
            return core
        adverbials = self._adverbials(event)
        return adverbials + core if event.fronted != self.adverbials_first else core + adverbials

    def _adverbials(self, event: Event) -> Slots:
        slots = [Slot(event.time, "TMP")] if event.time else []
        if event.place:
            slots += self._adposed(self.inside, [Slot(event.place, "LOC")])
        return slots

    def _adposed(self, adposition: Slot, slots: Slots) -> Slots:
        return [adposition, *slots] if self.adposition_first else [*slots, adposition]

    def _phrase(self, phrase: Phrase, role: str) -> Slots:
        """Number, then adjective and noun in the language's order."""
        slots = [Slot(phrase.noun, role)]
        if phrase.adjective:
            slots.insert(0 if self.adjective_first else 1, Slot(phrase.adjective, role))
        if phrase.number:
            slots.insert(0, Slot(phrase.number, role))
        return slots

    def _verb(self, event: Event) -> Slots:
        """The verb with its marks: passive, then past, negation on its side of all."""
        slots = [Slot(event.verb, "V")]
        if event.passive:
            slots.append(self.passive)
        if event.past and self.past.concept:
            slots.append(self.past)
        if event.negated:
            slots.insert(0 if self.negation_first else len(slots), self.negation)
        return slots
