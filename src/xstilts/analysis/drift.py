"""Language drift: which contrasts it consists of, in which senses a recipe reduces it, and the sentence that says so.

Drift is how much worse a probe is after a recipe than before (`none`), so that the drifts of two recipes differ by what
their scores differ, and a claim on drift is a contrast like any other. There are several senses of drift, and a recipe
may reduce one and not another: the answer is the vector of their verdicts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xstilts.analysis.contrast import CONTRADICTED, INCONCLUSIVE, NO_EFFECT, SUPPORTED, Contrast
from xstilts.analysis.panel import Panel
from xstilts.analysis.verdict import Verdict
from xstilts.study.exposure import Exposure

LEFT_OUT = "leave-one-out"
"""Stands for the recipe that has left out a language, in that language."""
REPLAY = "replay"
WHY = {CONTRADICTED: "there it is worse", NO_EFFECT: "no difference that matters"}
REPLAYED = {
    SUPPORTED: "replayed text keeps more alignment",
    CONTRADICTED: "replayed text keeps less alignment",
    NO_EFFECT: "alignment is kept alike",
    INCONCLUSIVE: "which keeps more alignment is open",
}


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Recipes and targets by the part that they play. Empty ones play none.

    `left_out` are recipes like `multilingual` without some of its languages. `alignment`, `lm_loss` and `transfer`
    are targets: probes of both kinds, and what zero-shot transfer is measured on. Charts by layer show `by_layer`.
    """

    english: str
    multilingual: str
    replay: str = ""
    left_out: tuple[str, ...] = ()
    alignment: tuple[str, ...] = ()
    lm_loss: tuple[str, ...] = ()
    transfer: tuple[str, ...] = ()
    by_layer: tuple[str, ...] = ()


class Sense(NamedTuple):
    """One sense of drift: the hypothesis, its short name in a sentence, and its contrast."""

    name: str
    text: str
    contrast: Contrast


def trained_in(panel: Panel, recipe: str, targets: Sequence[str]) -> frozenset[str]:
    """The languages that the recipe's models had seen labels in, of any task, when the probes were scored."""
    places = [(encoder, recipe, target) for encoder in panel.named("encoder") for target in targets]
    seen = [panel.exposures.get(place, Exposure()) for place in places]
    return frozenset(language for exposure in seen for language in exposure.labels | exposure.other_labels)


def others(panel: Panel, roles: Roles, targets: Sequence[str]) -> tuple[str, ...]:
    """The languages that every one of the targets has, without those that `english` was trained in."""
    own = trained_in(panel, roles.english, targets)
    each = [panel.languages(target) for target in targets]
    shared = [language for language in (each[0] if each else ()) if all(language in some for some in each)]
    return tuple(language for language in shared if language not in own)


def left_out(panel: Panel, roles: Roles) -> dict[str, str]:
    """By language of the multilingual mix the recipe that has left it out, the first of several.

    The mix's own languages only: what no recipe of the study has trained in was left out by nobody.
    """
    mix = trained_in(panel, roles.multilingual, roles.alignment)
    seen = {recipe: trained_in(panel, recipe, roles.alignment) for recipe in roles.left_out}
    found = {}
    for language in others(panel, roles, roles.alignment):
        recipes = [recipe for recipe, languages in seen.items() if languages and language in mix - languages]
        if recipes:
            found[language] = recipes[0]
    return found


def senses(panel: Panel, roles: Roles, smallest: Mapping[str, float | None]) -> tuple[Sense, ...]:
    """H1a to H1e, those for which the study has recipes and targets.

    H1a: English-only training drifts more than multilingual in alignment; H1b: also in languages that are not in the
    mix (H1a is partly trivial, as multilingual data rehearses the languages that are measured); H1c: in the loss of the
    language model; H1d: multilingual training transfers more; H1e: replayed text keeps more alignment than labels in
    many languages. `smallest` effects are by "alignment", "lm_loss" and "transfer", each metric's own where None.
    """
    return tuple(_senses(panel, roles, smallest))


def _senses(panel: Panel, roles: Roles, smallest: Mapping[str, float | None]) -> Iterator[Sense]:
    multi, english, replay = roles.multilingual, roles.english, roles.replay
    away, away_loss = others(panel, roles, roles.alignment), others(panel, roles, roles.lm_loss)
    if away:
        claim = f"H1a: {multi} drifts less than {english} in alignment"
        parts = _measured(panel, roles.alignment, smallest["alignment"])
        yield Sense("H1a", "alignment", Contrast(claim=claim, better=multi, than=english, languages=away, **parts))
    if instead := left_out(panel, roles):
        claim = f"H1b: a multilingual mix drifts less than {english} in alignment of languages that are not in it"
        parts = _measured(panel, roles.alignment, smallest["alignment"])
        parts |= {"languages": tuple(instead), "instead": tuple(instead.items())}
        contrast = Contrast(claim=claim, better=LEFT_OUT, than=english, **parts)
        yield Sense("H1b", "alignment of languages outside the mix", contrast)
    if away_loss:
        claim = f"H1c: {multi} drifts less than {english} in LM loss"
        parts = _measured(panel, roles.lm_loss, smallest["lm_loss"])
        yield Sense("H1c", "LM loss", Contrast(claim=claim, better=multi, than=english, languages=away_loss, **parts))
    if any(map(panel.headline, roles.transfer)):
        claim = f"H1d: {multi} transfers more than {english}"
        parts = _measured(panel, roles.transfer, smallest["transfer"])
        yield Sense("H1d", "zero-shot transfer", Contrast(claim=claim, better=multi, than=english, **parts))
    if replay and away:
        claim = f"H1e: {replay} keeps more alignment than {multi}"
        parts = _measured(panel, roles.alignment, smallest["alignment"])
        yield Sense("H1e", REPLAY, Contrast(claim=claim, better=replay, than=multi, languages=away, **parts))


def _measured(panel: Panel, targets: Sequence[str], smallest: float | None) -> dict[str, Any]:
    """What a contrast on the targets is measured by: their headline, of which the units are the same."""
    metric = next(metric for target in targets if (metric := panel.metric(target)))
    effect = metric.smallest_effect if smallest is None else smallest
    return {
        "on": tuple(targets),
        "smallest_effect": effect,
        "unit": metric.unit,
        "digits": metric.digits,
        "lower": metric.better == "lower",
    }


def sentence(roles: Roles, judged: Sequence[tuple[Sense, Verdict]]) -> str:
    """The vector of verdicts on one encoder in words: in which senses drift is less, in which not, and what is open."""
    drift = [(sense.text, verdict) for sense, verdict in judged if sense.text != REPLAY]
    less = [text for text, verdict in drift if verdict.kind == SUPPORTED]
    not_less = [f"{text} ({WHY[verdict.reason]})" for text, verdict in drift if verdict.reason in WHY]
    still_open = [text for text, verdict in drift if verdict.kind == INCONCLUSIVE]
    parts = [f"in {_listed(less)}"] if less else []
    parts += [f"not in {_listed(not_less)}"] if not_less else []
    parts += [f"it is open in {_listed(still_open)}"] if still_open else []
    compared = f"language drift against {roles.english}"
    if less:
        told = f"{roles.multilingual} reduces {compared}: {', '.join(parts)}."
    elif not_less:
        told = f"{roles.multilingual} is not seen to reduce {compared}: {', '.join(parts)}."
    elif still_open:
        told = f"Whether {roles.multilingual} reduces {compared} is open in {_listed(still_open)}."
    else:
        told = "No sense of drift has been measured yet."
    replay = [REPLAYED.get(v.reason or v.kind, REPLAYED[INCONCLUSIVE]) for s, v in judged if s.text == REPLAY]
    return " ".join([told, *(f"{roles.replay} against {roles.multilingual}: {text}." for text in replay)])


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
