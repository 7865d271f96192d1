"""What is estimated, as weights of scores: means over targets and languages, and gains of one recipe over another.

Scores stay as they are. A gain is signed by its metric so that more than 0 is better, whichever way the metric goes.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xstilts.analysis.item_draws import Weights
from xstilts.analysis.panel import Panel, Place
from xstilts.study.settings.recipe import NONE


class Spot(NamedTuple):
    """A score's place without encoder and recipe."""

    target: str
    language: str
    metric: str


def spots(panel: Panel, target: str, languages: Sequence[str], metric: str = "") -> list[Spot]:
    """The target's scores in these languages, by its headline metric unless one is named."""
    return [Spot(target, language, metric or panel.headline(target)) for language in languages]


def mean(encoder: str, recipe: str, where: Sequence[Spot], sign: float = 1.0) -> Weights:
    """Weights of the mean score of a recipe over `where`; every target counts alike, whatever its languages."""
    targets = [spot.target for spot in where]
    share = {target: sign / (targets.count(target) * len(set(targets))) for target in targets}
    return tuple((Place(encoder, recipe, *spot), share[spot.target]) for spot in where)


def difference(
    panel: Panel, encoder: str, better: str, than: str, where: Sequence[Spot], instead: Mapping[str, str] | None = None
) -> Weights:
    """Weights of the mean gain of `better` over `than`: the score's difference, turned where lower is better.

    `instead` names other recipes that stand for `better` in single languages.
    """
    recipe_of = instead or {}
    gained = tuple(
        (place._replace(recipe=recipe_of.get(place.language, better)), weight)
        for place, weight in mean(encoder, better, where)
    )
    weights = gained + mean(encoder, than, where, -1.0)
    return tuple((place, sign(panel, place) * weight) for place, weight in weights)


def sign(panel: Panel, place: Place) -> float:
    """1 where a higher score is better, else -1."""
    metric = panel.metric(place.target, place.metric)
    return metric.sign if metric else 1.0


def gains(panel: Panel, place: Place, baseline: str = NONE) -> dict[int, float]:
    """By seed the gain over the baseline there, more than 0 being better; the drift of a probe is its negative."""
    before = panel.cells.get(place._replace(recipe=baseline), {})
    after = panel.cells.get(place, {})
    turn = sign(panel, place)
    both = [seed for seed in panel.seeds if seed in after and seed in before]
    return {seed: turn * (after[seed].value - before[seed].value) for seed in both}
