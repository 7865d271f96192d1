"""What the lab knows of its sentences: their meanings, so that exact perturbations change meanings instead of words."""

from collections.abc import Callable
from functools import lru_cache

from xstilts.lab.events import Event
from xstilts.lab.languages import Lab, Realiser, open_lab
from xstilts.lab.parsing import Parser
from xstilts.lab.settings import LabSettings
from xstilts.lab.worlds import World
from xstilts.perturbations.lexicons import Lexicon
from xstilts.task_types.edits import Replacement

Retold = Callable[[Event], Event]
"""Another event for an event."""


class LabMeanings:
    """One language of a lab: its sentences as events, and events as sentences."""

    def __init__(self, parser: Parser, lexicon: Lexicon) -> None:
        self.parser = parser
        self.lexicon = lexicon

    @property
    def world(self) -> World:
        """The world that the sentences speak of."""
        return self.parser.world

    def meaning(self, text: str) -> Event | None:
        """What the sentence says, or None where it is none of the language."""
        parsed = self.parser.event(text)
        return parsed[0] if parsed else None

    def retold(self, text: str, retell: Retold, part: int) -> tuple[Replacement, ...]:
        """The one replacement, in the example's text `part`, that makes the sentence say another event.

        () where it is no sentence of the language or the other event reads the same.
        """
        parsed = self.parser.event(text)
        if parsed is None:
            return ()
        event, wording = parsed
        return narrowed(text, self.parser.text(retell(event), wording), part)


def narrowed(before: str, after: str, part: int) -> tuple[Replacement, ...]:
    """The words in which two texts differ as one replacement, without those that they begin and end with alike.

    Where words are only added or taken away, a neighbour belongs to the replacement, with the space between them.

    >>> narrowed("a b c", "a x y c", 0), narrowed("a b", "a not b", 0)
    ((Replacement(part=0, start=2, end=3, text='x y'),), (Replacement(part=0, start=0, end=1, text='a not'),))
    """
    old, new = before.split(" "), after.split(" ")
    if old == new:
        return ()
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    last = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
    if first + last == shorter:
        first, last = (first - 1, last) if first else (first, last - 1)
    start = sum(len(word) + 1 for word in old[:first])
    end = start + len(" ".join(old[first : len(old) - last]))
    return (Replacement(part, start, end, " ".join(new[first : len(new) - last])),)


@lru_cache(maxsize=32)
def lab_meanings(settings: LabSettings, language: str) -> LabMeanings:
    """What a lab knows of the sentences of one of its languages."""
    lab = open_lab(settings)
    return LabMeanings(Parser(lab.realisers[language]), _lexicon(lab, language))


def _lexicon(lab: Lab, language: str) -> Lexicon:
    """Synonyms and translations of every single word. A homonym has none: what it says depends on the sentence."""
    own = lab.realisers[language]
    others = {code: other for code, other in lab.realisers.items() if code != language}
    synonyms: dict[str, tuple[str, ...]] = {}
    translations: dict[str, dict[str, str]] = {}
    said_by: dict[str, set[int]] = {}
    for concept, ways in enumerate(own.forms):
        for form in ways:
            said_by.setdefault(" ".join(form), set()).add(concept)
    for word, concepts in said_by.items():
        (concept, *homonyms) = concepts
        if homonyms or " " in word:
            continue
        same = tuple(" ".join(form) for form in own.forms[concept] if form != (word,))
        if same:
            synonyms[word] = same
        translations[word] = _said_elsewhere(others, concept, word)
    return Lexicon(synonyms, translations)


def _said_elsewhere(others: dict[str, Realiser], concept: int, word: str) -> dict[str, str]:
    """The concept in one other word of every language that has one."""
    ways = {code: other.forms[concept] for code, other in others.items()}
    return {code: forms[0][0] for code, forms in ways.items() if forms and len(forms[0]) == 1 and forms[0][0] != word}
