"""Realisers: the same events as sentences of any of a lab's languages, word by word with concept and role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import NamedTuple

from xstilts.lab.events import Event
from xstilts.lab.grammar import Grammar, Slot
from xstilts.lab.lexicon import Forms, lexicons, vocabulary
from xstilts.lab.settings import LabLanguage, LabSettings
from xstilts.lab.streams import below, choose
from xstilts.lab.worlds import World, build

STOP = "."
"""Stands between the sentences of a document, in every language."""

POS = {
    "noun": "NOUN",
    "class": "NOUN",
    "name": "PROPN",
    "verb": "VERB",
    "adjective": "ADJ",
    "time": "ADV",
    "number": "NUM",
}
_GRAMMAR = {"by": "ADP", "in": "ADP", "who": "PRON", "what": "PRON"}


class Token(NamedTuple):
    """A word as it is written, what it says, the role that it plays, and whether it continues a name."""

    word: str
    concept: int
    role: str
    inside: bool = False


Sentence = tuple[Token, ...]


@dataclass(frozen=True, eq=False)
class Realiser:
    """One language: its grammar and its words."""

    language: LabLanguage
    world: World
    grammar: Grammar
    forms: Forms

    def sentence(self, event: Event, rng: Random) -> Sentence:
        """A sentence that says the event. `rng` chooses among synonyms and makes the language's wrong translations."""
        return self.spoken(self.grammar.linearise(event), rng)

    def spoken(self, slots: Sequence[Slot], rng: Random) -> Sentence:
        """The slots in words."""
        tokens: list[Token] = []
        forms, noise = self.forms, self.language.noise
        for concept, role in slots:
            uttered = self._confused(concept, rng) if noise and rng.random() < noise else concept
            ways = forms[uttered]
            form = ways[0] if len(ways) == 1 else choose(rng, ways)
            tokens.append(Token(form[0], concept, role))
            if len(form) > 1:
                tokens.extend(Token(word, concept, role, True) for word in form[1:])
        return tuple(tokens)

    def _confused(self, concept: int, rng: Random) -> int:
        """Another concept of the same sort: what a poor translator takes the concept for."""
        right = self.world.concepts[concept]
        others = [c.id for c in self.world.concepts if (c.kind, c.of) == (right.kind, right.of) and c.id != concept]
        return choose(rng, others) if others and right.kind != "function" else concept


@dataclass(frozen=True, eq=False)
class Lab:
    """A world with everything that speaks of it."""

    settings: LabSettings
    world: World
    realisers: dict[str, Realiser]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word of every language and the full stop, sorted: the exact vocabulary of a tokeniser."""
        return tuple(sorted({STOP, *vocabulary({code: r.forms for code, r in self.realisers.items()})}))


@lru_cache(maxsize=8)
def open_lab(settings: LabSettings) -> Lab:
    """The lab of the settings. Labs that differ in sizes alone speak of one world in the same words."""
    world = build(replace(settings, languages=("en",), scripts=(), documents=1, train=1, dev=1, test=1))
    forms = lexicons(world, settings)
    return Lab(
        settings=settings,
        world=world,
        realisers={
            language.code: Realiser(language, world, Grammar(language, world.function), forms[language.code])
            for language in settings.spoken
        },
    )


def switched(realisers: Sequence[Realiser], slots: Sequence[Slot], rate: float, rng: Random) -> Sentence:
    """The slots in the words of the first realiser, each with probability `rate` in those of another one.

    A word of grammar that the other language lacks stays.
    """
    tokens: list[Token] = []
    for slot in slots:
        speaker = realisers[0]
        if len(realisers) > 1 and rng.random() < rate:
            other = realisers[1 + below(rng, len(realisers) - 1)]
            speaker = other if other.forms[slot.concept] else speaker
        tokens.extend(speaker.spoken((slot,), rng))
    return tuple(tokens)


def text(sentence: Sentence) -> str:
    """The words with spaces between them."""
    return " ".join([token.word for token in sentence])


def parts_of_speech(world: World, sentence: Sentence) -> tuple[str, ...]:
    """The part of speech of every word, in the tags of Universal Dependencies."""
    concepts = (world.concepts[token.concept] for token in sentence)
    return tuple(POS.get(concept.kind) or _GRAMMAR.get(concept.gloss, "PART") for concept in concepts)


def names(world: World, sentence: Sentence) -> tuple[str, ...]:
    """Tags of names: B-PER, I-PER, B-LOC, I-LOC, O."""
    return tuple(_name_tag(world, token) for token in sentence)


def _name_tag(world: World, token: Token) -> str:
    concept = world.concepts[token.concept]
    if concept.kind != "name":
        return "O"
    return f"{'I' if token.inside else 'B'}-{'PER' if concept.of == 'person' else 'LOC'}"


def roles(sentence: Sentence) -> tuple[str, ...]:
    """Tags of semantic roles: B- and I- with A0 (agent), A1 (patient), V, LOC, TMP; O for the words of grammar."""
    tags: list[str] = []
    before = ""
    for token in sentence:
        tags.append(f"{'I' if token.role == before else 'B'}-{token.role}" if token.role else "O")
        before = token.role
    return tuple(tags)
