"""w1: a year in front moves behind, or back: only in sentences of a form where that is safe. In the lab any sentence is
put in the other voice, or with place and time on the other side; both say the same.
"""

from collections.abc import Iterator
from random import Random

import regex

from xstilts.perturbations.family import Edit, Family, Original
from xstilts.task_types.edits import Replacement

_WHEN = {
    "en": r"[Ii]n (?:the year )?\d{4}",
    "de": r"(?:[Ii]m Jahre? )?\d{4}",
    "es": r"[Ee]n (?:el año )?\d{4}",
    "fr": r"[Ee]n \d{4}",
    "ja": r"\d{4} ?年に?",
    "ko": r"\d{4} ?년에?",
    "zh": r"(?:在 ?)?\d{4} ?年",
}

FORMS = {
    "en": (
        r"(?P<when>{}) ?, (?P<rest>(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Tt]he)\b[^,;:]+?)(?P<stop> ?\.?)",
        "{rest} {when}{stop}",
    ),
    "de": (r"(?P<when>{}) (?P<verb>\p{{Ll}}+) (?P<rest>er|sie|es)(?P<more> [^,;:]+)", "{rest} {verb} {when}{more}"),
    "es": (r"(?P<when>{}), (?P<rest>[^,;:]+?)(?P<stop>\.?)", "{rest} {when}{stop}"),
    "fr": (
        r"(?P<when>{}), (?P<rest>(?:[Ii]ls?|[Ee]lles?|[Ll][ae]s?|[Ll]['’])\b[^,;:]+?)(?P<stop>\.?)",
        "{rest} {when}{stop}",
    ),
    "ja": (r"(?P<when>{})、(?P<rest>(?:彼|彼女|彼ら|それ)は)、?(?P<more>[^、]+。?)", "{rest}{when}、{more}"),
    "ko": (r"(?P<when>{}),? (?P<rest>(?:그|그녀|그들|그것)[는은])(?P<more> .+)", "{rest} {when}{more}"),
    "zh": (r"(?P<when>{}) ?，(?P<rest>他|她|它|他们|她们)(?P<more>[^，]+。?)", "{rest}{when}{more}"),
}
"""By language what the whole sentence has to look like, and the same in the other order."""


def propose(original: Original, random: Random) -> Iterator[Edit]:
    """The sentence in the other order, where it has the form."""
    form, order = FORMS[original.language]
    match = regex.fullmatch(form.format(_WHEN[original.language]), original.text)
    if match is None:
        return
    parts = match.groupdict()
    if regex.search(r"\d{4}", parts["rest"] + parts.get("more", "")):
        return  # another year stands there, and the two would fall together
    spaced = original.language not in ("ja", "zh")
    if spaced:
        parts["when"] = parts["when"][0].lower() + parts["when"][1:]
        parts["rest"] = parts["rest"][0].upper() + parts["rest"][1:]
    yield (Replacement(original.side, 0, len(original.text), order.format(**parts)),)


def propose_in_lab(original: Original, random: Random) -> Iterator[Edit]:
    """The sentence in the other voice, and with place and time on the other side."""
    if original.lab is not None:
        other_voice = original.lab.retold(original.text, lambda e: e._replace(passive=not e.passive), original.side)
        moved = original.lab.retold(original.text, lambda e: e._replace(fronted=not e.fronted), original.side)
        yield from (edit for edit in (other_voice, moved) if edit)


FAMILY = Family(
    effect="preserves",
    side="one",
    propose=propose,
    propose_in_lab=propose_in_lab,
    languages=frozenset(FORMS),
    most=None,
)
