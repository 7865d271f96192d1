"""l2: a word becomes its translation wherever it stands, in both texts, so that the content is unchanged.

One language is drawn for an example, as in PolyGloss (Tan and Joty 2021).
"""

from collections.abc import Iterator
from random import Random

from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.lookup import embedding_language, looked_up
from xstilts.task_types.edits import Replacement


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every word of either text that has a translation."""
    translations = original.lexicon.translations
    language = embedding_language(original, random)
    places: dict[str, list[Replacement]] = {}
    said_by: dict[str, str] = {}
    for part, text in enumerate(original.texts):
        for word in looked_up(text, original.language, translations):
            form = word.text.lower()
            new = translations[form].get(language)
            # Two words with one translation would fall together: the first one has it.
            if new is not None and new.lower() != form and said_by.setdefault(new, form) == form:
                places.setdefault(form, []).append(Replacement(part, word.start, word.end, new))
    yield from (tuple(edit) for edit in places.values())


FAMILY = Family(
    effect="preserves",
    side="both",
    propose=propose,
    strengths=(0.3, 0.15, 0.6),
    most=None,
    keeps_script=False,
    needs="translations",
)
