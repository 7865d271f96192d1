"""Known distances: how far apart a lab's languages are by construction, and its tasks by what they ask for."""

from dataclasses import dataclass
from itertools import combinations

from xstilts.lab.languages import Lab, Realiser
from xstilts.lab.settings import LabLanguage

WEIGHTS = {"lexicon": 0.4, "script": 0.2, "order": 0.3, "marking": 0.1}
"""What the parts of a language distance count for in their sum."""


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How far two languages or tasks are apart: parts from 0 to 1, and `total`, their weighted sum."""

    one: str
    other: str
    parts: dict[str, float]
    weights: dict[str, float]

    @property
    def total(self) -> float:
        """The weighted sum, from 0 to 1."""
        return sum(self.weights[name] * value for name, value in self.parts.items())


def between_languages(lab: Lab) -> list[Distance]:
    """Every pair of a lab's languages, in order.

    lexicon: share of concepts without a word in common; script: 0 or 1; order: share of the six choices of order
    (S-O, S-V, O-V, adjective, adposition, negation) that differ; marking: share of case and tense that differ.
    """
    return [_between(one, other) for one, other in combinations(lab.realisers.values(), 2)]


def _between(one: Realiser, other: Realiser) -> Distance:
    mine, yours = one.language, other.language
    parts = {
        "lexicon": _lexicon(one, other),
        "script": float(mine.script != yours.script),
        "order": _differing(_order(mine), _order(yours)),
        "marking": _differing((mine.case, mine.tense), (yours.case, yours.tense)),
    }
    return Distance(one=mine.code, other=yours.code, parts=parts, weights=WEIGHTS)


def _lexicon(one: Realiser, other: Realiser) -> float:
    both = [(set(mine), set(yours)) for mine, yours in zip(one.forms, other.forms, strict=True) if mine and yours]
    return sum(mine.isdisjoint(yours) for mine, yours in both) / len(both)


def _order(language: LabLanguage) -> tuple[bool | str, ...]:
    at = language.order.index
    pairs = (at("S") < at("O"), at("S") < at("V"), at("O") < at("V"))
    return (*pairs, language.adjective, language.adposition, language.negation)


def _differing(mine: tuple[object, ...], yours: tuple[object, ...]) -> float:
    return sum(a != b for a, b in zip(mine, yours, strict=True)) / len(mine)


@dataclass(frozen=True)
class Nature:
    """What a task asks for: its form, and what a model has to know for it."""

    form: str
    knows: frozenset[str]


def _nature(form: str, *knows: str) -> Nature:
    return Nature(form, frozenset(knows))


NATURES = {
    "lab_nli": _nature("pair", "participants", "modifiers", "hypernyms", "antonyms", "negation"),
    "lab_paws": _nature("pair", "participants", "modifiers", "antonyms", "voice", "order"),
    "lab_topic": _nature("single", "verb group"),
    "lab_accept": _nature("single", "participants", "classes", "voice", "order"),
    "lab_pos": _nature("tags", "word class"),
    "lab_ner": _nature("tags", "word class", "names"),
    "lab_srl": _nature("tags", "participants", "voice", "order"),
    "lab_retrieval": _nature("vector", "participants", "modifiers", "negation", "verb group"),
    "lab_sts": _nature("pair", "participants", "modifiers", "verb group", "voice", "order"),
    "lab_qa": _nature("span", "participants", "voice", "order"),
    "lab_choice": _nature("choice", "scripts"),
    "lab_bucc": _nature("vector", "participants", "modifiers", "negation", "verb group"),
    "lab_lareqa": _nature("vector", "participants", "verb group", "voice", "order"),
    "lab_mlm": _nature("gaps", "classes", "order", "participants", "word class"),
}
"""The labelled tasks of the lab on their continuum."""

TASK_WEIGHTS = {"phenomena": 0.6, "format": 0.4}


def between_tasks() -> list[Distance]:
    """Every pair of the lab's tasks.

    phenomena: share of what either asks for that the other does not (Jaccard); format: 0 or 1. All tasks draw on one
    vocabulary, so that a distance of lexical domain would be 0 everywhere and is left out.
    """
    found = []
    for (one, mine), (other, yours) in combinations(NATURES.items(), 2):
        shared, either = mine.knows & yours.knows, mine.knows | yours.knows
        parts = {"phenomena": 1 - len(shared) / len(either), "format": float(mine.form != yours.form)}
        found.append(Distance(one=one, other=other, parts=parts, weights=TASK_WEIGHTS))
    return found
