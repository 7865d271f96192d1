"""Perturbs one example: draws among the edits of a family, makes them, and checks what comes out.

The outcome depends on the example, the family, the strength and the seed alone. The strength is left out of the random
stream's name, so that a stronger perturbation of an example begins with the edits of a weaker one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from xstilts.base.randomness import seed_of
from xstilts.lab.streams import below, shuffled
from xstilts.perturbations.family import NO_LEXICON, Edit, Family, Original, Perturbation, find
from xstilts.perturbations.lab_meanings import LabMeanings
from xstilts.perturbations.lexicons import Lexicon
from xstilts.perturbations.scripts import distance, graphemes, scripts_in
from xstilts.task_types.edits import Editable, EditableText, Replacement, rewritten

NOTHING_TO_EDIT = "nothing to edit"
LABEL_UNSURE = "label would lose its place"
NOT_EQUAL = "texts differ in meaning already"
TOO_SHORT = "too short for an edit"
NO_CHANGE = "edits change nothing"
OTHER_SCRIPT = "edit in another script"
EMPTY = "text would be empty"
OTHER_WORD = "another word would come out"


class Exclusion(NamedTuple):
    """An example that could not be perturbed, and why: one of few reasons, so that they can be counted."""

    id: str
    language: str
    reason: str


class Perturbed(NamedTuple):
    """An example before and after, with what was replaced. `share` is the edit distance over the graphemes.

    Of several texts it is that of the one that changed most.
    """

    original: Any
    example: Any
    replacements: tuple[Replacement, ...]
    share: float


class Known(NamedTuple):
    """What is known of the words of a language; nothing where a family asks for nothing."""

    lexicon: Lexicon = NO_LEXICON
    lab: LabMeanings | None = None


def perturb(kind: Editable, example: Any, perturbation: Perturbation, known: Known) -> Perturbed | Exclusion:
    """The example perturbed, or why it is excluded; `known` is what is known of the words of its language."""
    family = find(perturbation.family)
    flips = family.effect == "flips"
    if flips and kind.flipped(example) is None:
        return Exclusion(example.id, example.language, NOT_EQUAL)
    texts = kind.editable(example)
    original = Original(tuple(text.text for text in texts), example.language, lexicon=known.lexicon, lab=known.lab)
    random = _stream(perturbation, example)
    reason = NOTHING_TO_EDIT
    for side in _sides(family, texts, random):
        drawn, refusal = _drawn(family, replace(original, side=side), texts, perturbation.share, random)
        if drawn:
            changed = kind.edited(example, drawn)
            problem = _problem(texts, kind.editable(changed)) or _misread(family, original, drawn)
            if not problem:
                changed = kind.flipped(changed) if flips else changed
                return Perturbed(example, changed, drawn, _share(texts, drawn))
            reason = problem
        elif refusal != NOTHING_TO_EDIT:
            reason = refusal
    return Exclusion(example.id, example.language, reason)


def _stream(perturbation: Perturbation, example: Any) -> Random:
    name = (perturbation.family, perturbation.seed, example.language, example.id)
    return Random(seed_of("perturbation", *name))


def _proposed(family: Family, original: Original, random: Random) -> Iterable[Edit]:
    exact = family.propose_in_lab if original.lab is not None else None
    propose = exact or family.propose
    return propose(original, random) if propose else ()


def _scripts(original: Original) -> frozenset[str]:
    return frozenset().union(*(scripts_in(text) for text in original.texts))


def _refusal(family: Family, edit: Edit, texts: Sequence[EditableText], scripts: frozenset[str]) -> str:
    """Why the edit may not be made, "" where it may."""
    if not all(texts[replacement.part].allows(replacement) for replacement in edit):
        return LABEL_UNSURE
    if family.keeps_script and any(r.text and not scripts_in(r.text) <= scripts for r in edit):
        return OTHER_SCRIPT
    return ""


def _misread(family: Family, original: Original, replacements: Sequence[Replacement]) -> str:
    """Whether a family that only changes how words are written makes another word of the lab's language."""
    if original.lab is None or family.propose_in_lab is not None or family.needs:
        return ""
    for part in {replacement.part for replacement in replacements}:
        text = original.texts[part]
        new = set(rewritten(text, replacements, part).split()) - set(text.split())
        if any(original.lab.parser.knows(word) for word in new):
            return OTHER_WORD
    return ""


def _sides(family: Family, texts: Sequence[EditableText], random: Random) -> Iterator[int]:
    """The texts that an edit is tried in: a random one first, then the others."""
    if family.side == "both" or len(texts) == 1:
        return iter((0,))
    first = below(random, len(texts))
    return iter((first, *(part for part in range(len(texts)) if part != first)))


def _drawn(
    family: Family, original: Original, texts: Sequence[EditableText], strength: float, random: Random
) -> tuple[tuple[Replacement, ...], str]:
    """A share of the proposed edits that do not meet, within the bound; or none, and why."""
    proposed = list(_proposed(family, original, random))
    scripts = _scripts(original) if family.keeps_script else frozenset()
    refusals = [_refusal(family, edit, texts, scripts) or _misread(family, original, edit) for edit in proposed]
    edits = [edit for edit, refusal in zip(proposed, refusals, strict=True) if not refusal]
    if not edits:
        return (), next(iter(refusals), NOTHING_TO_EDIT)
    wanted = 1 if family.single else max(1, round(strength * len(edits)))
    bound = family.most
    room = [bound * len(graphemes(text.text)) for text in texts] if bound is not None else []
    taken: list[Replacement] = []
    made = 0
    for edit in shuffled(random, edits):
        if made == wanted:
            break
        cost = _costs(texts, edit) if room else {}
        if all(cost[part] <= room[part] for part in cost) and not _meet(edit, taken):
            for part, spent in cost.items():
                room[part] -= spent
            taken.extend(edit)
            made += 1
    return tuple(sorted(taken)), "" if taken else TOO_SHORT


def _costs(texts: Sequence[EditableText], replacements: Iterable[Replacement]) -> dict[int, int]:
    """By text, an upper bound on its edit distance: the sum over the replacements."""
    costs: dict[int, int] = {}
    for part, start, end, new in replacements:
        costs[part] = costs.get(part, 0) + distance(texts[part].text[start:end], new)
    return costs


def _meet(edit: Edit, taken: Sequence[Replacement]) -> bool:
    """Whether one of the edit's replacements overlaps with one that is taken, or stands at the same place."""
    return any(
        a.part == b.part and ((a.start < b.end and b.start < a.end) or a.start == b.start) for a in edit for b in taken
    )


def _share(texts: Sequence[EditableText], replacements: Sequence[Replacement]) -> float:
    return max(cost / len(graphemes(texts[part].text)) for part, cost in _costs(texts, replacements).items())


def _problem(before: Sequence[EditableText], after: Sequence[EditableText]) -> str:
    """What is wrong with the texts that came out, "" where nothing is."""
    if any(not _words(text) for text in after):
        return EMPTY
    return NO_CHANGE if [text.text for text in before] == [text.text for text in after] else ""


def _words(text: EditableText) -> bool:
    """Whether the text and all that has to be found in it hold more than spaces."""
    return bool(text.text.strip()) and all(text.text[a:b].strip() for a, b in text.stretches)
