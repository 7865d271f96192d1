"""e1: a name becomes another name wherever it stands, in both texts; in the lab one of the same class."""

from collections.abc import Iterator
from random import Random

from xstilts.lab.streams import choose
from xstilts.perturbations.entities import NAMES, entities, places_of
from xstilts.perturbations.family import Edit, Family, Original
from xstilts.perturbations.scripts import scripts_in
from xstilts.task_types.edits import Replacement


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every name that all texts have and that is part of no longer one; each becomes another one."""
    names = sorted({entity.text for entity in entities(original.texts[0], original.language, *original.texts[1:2])})
    taken: set[str] = set()
    for name in names:
        places = [places_of(name, text) for text in original.texts]
        fresh = [new for new in _names(name) if new not in taken and not any(new in text for text in original.texts)]
        whole = not any(name != longer and name in longer for longer in names)
        if all(places) and fresh and whole:
            new = choose(random, fresh)
            taken.add(new)
            yield tuple(Replacement(i, place.start, place.end, new) for i, own in enumerate(places) for place in own)


def _names(name: str) -> tuple[str, ...]:
    """Names in the script of this one."""
    scripts = scripts_in(name.replace("·", "").replace("・", "").replace("ー", ""))
    return tuple(NAMES.get(next(iter(scripts)), "").split()) if len(scripts) == 1 else ()


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """One edit for every person or place name that all texts have: another of its class, each another one."""
    if original.lab is None:
        return
    names = [concept for concept in original.lab.world.concepts if concept.kind == "name"]
    form = {name.id: " ".join(original.lab.parser.realiser.forms[name.id][0]) for name in names}
    taken: set[str] = set()
    for name in names:
        places = [places_of(form[name.id], text) for text in original.texts]
        others = [form[other.id] for other in names if other.of == name.of] if all(places) else []
        fresh = [new for new in others if new not in taken and not _said(new, original)]
        if fresh:
            new = choose(random, fresh)
            taken.add(new)
            yield tuple(Replacement(i, place.start, place.end, new) for i, own in enumerate(places) for place in own)


def _said(name: str, original: Original) -> bool:
    return any(places_of(name, text) for text in original.texts)


FAMILY = Family(
    effect="preserves", side="both", propose=propose, propose_in_lab=propose_in_lab, strengths=(1.0, 0.5), most=None
)
