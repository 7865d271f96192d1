"""The words of each language: made up, unique within a script, shared where languages have cognates or names."""

from collections.abc import Mapping, Sequence
from random import Random

from xstilts.lab.settings import LabLanguage, LabSettings
from xstilts.lab.streams import stream
from xstilts.lab.worlds import Concept, World

Form = tuple[str, ...]
"""The words of one way to say a concept: one word, two for some names."""

Forms = tuple[tuple[Form, ...], ...]
"""For every concept id the ways to say it: several where there are synonyms, none where grammar does not mark it."""


def lexicons(world: World, settings: LabSettings) -> dict[str, Forms]:
    """The forms of every language, by code. A language added at the end changes no word of those before it."""
    taken: dict[str, set[str]] = {script: set() for script in settings.written}
    names: dict[str, dict[int, Form]] = {}
    found: dict[str, Forms] = {}
    for language in settings.spoken:
        speller = _Speller(settings, language, taken[language.script])
        source = found.get(settings.codes[0])
        shared = names.setdefault(language.script, {})
        forms = [_forms(concept, speller, source, shared) for concept in world.concepts]
        found[language.code] = tuple(_with_homonyms(forms, world.concepts, speller))
    return found


class _Speller:
    """Makes the words of one language, none of which the script has already."""

    def __init__(self, settings: LabSettings, language: LabLanguage, taken: set[str]) -> None:
        self.language = language
        self.script = settings.written[language.script]
        self.taken = taken
        self._seed = settings.seed
        self._rng = self.stream("words")

    def stream(self, purpose: str) -> Random:
        """Random numbers of this language alone."""
        return stream(self._seed, "language", self.language.code, purpose)

    def word(self) -> str:
        """A word that no language of the script has so far."""
        while (word := self.script.spell(self._rng)) in self.taken:
            pass
        self.taken.add(word)
        return word

    def chance(self, concept: Concept, purpose: str, share: float) -> bool:
        """Whether the concept is among the share; a larger share keeps the members of a smaller one."""
        return share > 0 and self.stream(f"{purpose} {concept.id}").random() < share


def _forms(concept: Concept, speller: _Speller, source: Forms | None, names: dict[int, Form]) -> tuple[Form, ...]:
    """The ways to say the concept. Names are the same in all languages of a script; grammar has no cognates."""
    language = speller.language
    if concept.kind == "nothing" or concept.gloss in _unmarked(language):
        return ()
    if concept.kind == "name":
        return (names.setdefault(concept.id, tuple(speller.word().capitalize() for _ in concept.gloss.split("_"))),)
    if concept.kind == "function":
        return ((speller.word(),),)
    if source and speller.chance(concept, "cognate", language.cognates):
        return source[concept.id][:1]
    forms: list[Form] = [(speller.word(),)]
    if speller.chance(concept, "synonym", language.synonyms):
        forms.append((speller.word(),))
    return tuple(forms)


def _unmarked(language: LabLanguage) -> tuple[str, ...]:
    """The marks of grammar that the language does without."""
    marked: Mapping[str, bool] = {"object": language.case, "past": language.tense}
    return tuple(mark for mark, used in marked.items() if not used)


def _with_homonyms(
    forms: Sequence[tuple[Form, ...]], concepts: Sequence[Concept], speller: _Speller
) -> list[tuple[Form, ...]]:
    """Some verbs take the word of a noun: grammar tells them apart, so that meanings stay exact."""
    merged = list(forms)
    nouns = [concept.id for concept in concepts if concept.kind == "noun"]
    verbs = [concept for concept in concepts if concept.kind == "verb"]
    # Verb after verb takes another noun, so that no two verbs fall together.
    for verb, noun in zip(verbs, nouns, strict=False):
        if speller.chance(verb, "homonym", speller.language.homonyms):
            merged[verb.id] = forms[noun][:1]
    return merged


def vocabulary(forms: Mapping[str, Forms]) -> tuple[str, ...]:
    """Every word of the languages, sorted: what a lab's tokeniser knows besides marks of punctuation."""
    words = {word for language in forms.values() for ways in language for form in ways for word in form}
    return tuple(sorted(words))
