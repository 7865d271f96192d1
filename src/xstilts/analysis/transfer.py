"""What an intermediate recipe does to zero-shot transfer: gains over `none`, transfer gaps, harm.

Every gain is paired by seed: the two models compared share all randomness but the recipe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xstilts.analysis import bootstrap
from xstilts.analysis.bootstrap import Quantity
from xstilts.analysis.item_draws import Weights
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.quantities import Spot, difference, mean, sign, spots
from xstilts.analysis.stats import Estimate

BASELINE = "none"


class Summary(NamedTuple):
    """One recipe on one target: all that the matrix of gains and the table of gaps show.

    All by the target's headline metric. `score` is the mean over the recipe's zero-shot languages; `gain` that over
    the languages that are zero-shot for the baseline as well, `gain_all` over every language, `gain_source` over
    those of the target's training. `relative` is the gain in percent of the baseline's score. `gap` is how much better
    the training languages are than the zero-shot mean (Hu et al. 2020) and `gap_change` the gap less the baseline's: a
    larger gap can come from a better score in training alone, so both terms stand beside it. None where there is
    nothing to compare: the baseline has no gain, a target without test data in a training language no gap.
    """

    encoder: str
    recipe: str
    target: str
    score: Estimate | None = None
    score_source: Estimate | None = None
    gain: Estimate | None = None
    gain_all: Estimate | None = None
    gain_source: Estimate | None = None
    relative: Estimate | None = None
    gap: Estimate | None = None
    gap_change: Estimate | None = None


class Harm(NamedTuple):
    """In how many of `total` pairs of target and zero-shot language the gain's interval lies below 0."""

    encoder: str
    recipe: str
    harmed: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ZeroShotTransfer:
    """The whole of a study's transfer.

    `scores` and `gains` are by place; `summaries` one a (encoder, recipe, target); `overall` is the gain averaged
    over targets and their zero-shot languages, by (encoder, recipe). `absent` names every score that is missing.
    """

    scores: Mapping[Place, Estimate] = field(repr=False)
    gains: Mapping[Place, Estimate] = field(repr=False)
    summaries: tuple[Summary, ...]
    overall: Mapping[tuple[str, str], Estimate]
    harm: tuple[Harm, ...]
    absent: tuple[str, ...]


def transfer(panel: Panel, *, draws: int = bootstrap.DRAWS, seed: int = 0) -> ZeroShotTransfer:
    """Scores, gains and gaps with intervals, of every encoder, recipe, target and language."""
    quantities: dict[tuple[str, ...], Quantity] = {}
    for place in headline_places(panel):
        quantities["score", *place] = Quantity(((place, 1.0),))
        if place.recipe != BASELINE:
            quantities["gain", *place] = Quantity(difference(panel, *place[:2], BASELINE, [Spot(*place[2:])]))
    for encoder in panel.named("encoder"):
        for recipe in panel.named("recipe"):
            for target in panel.named("target"):
                found = _summary(panel, encoder, recipe, target)
                quantities.update({(name, encoder, recipe, target): q for name, q in found.items()})
            if recipe != BASELINE:
                quantities["overall", encoder, recipe] = Quantity(_overall(panel, encoder, recipe))
    quantities = {name: quantity for name, quantity in quantities.items() if quantity.weights}
    samples = bootstrap.sample(panel, quantities, draws=draws, seed=seed)
    estimates = {name: sample.estimate() for name, sample in samples.items()}
    return _collect(panel, estimates)


def headline_places(panel: Panel) -> list[Place]:
    """Every score by its target's headline metric."""
    return [place for place in panel.cells if place.metric == panel.headline(place.target)]


def compared(panel: Panel, encoder: str, target: str, recipe: str) -> list[Spot]:
    """The target's scores in the languages that are zero-shot for the recipe and for the baseline."""
    return spots(panel, target, panel.zero_shot(encoder, target, (recipe, BASELINE)))


def _overall(panel: Panel, encoder: str, recipe: str) -> Weights:
    """The gain over all targets; none where their units differ, since points and nats have no mean."""
    units = {metric.unit for target in panel.named("target") if (metric := panel.metric(target))}
    where = [spot for target in panel.named("target") for spot in compared(panel, encoder, target, recipe)]
    return difference(panel, encoder, recipe, BASELINE, where) if len(units) == 1 else ()


def _summary(panel: Panel, encoder: str, recipe: str, target: str) -> dict[str, Quantity]:
    away = spots(panel, target, panel.zero_shot(encoder, target, (recipe,)))
    source = spots(panel, target, panel.sources(encoder, target, recipe))
    found = {"score": mean(encoder, recipe, away), "score_source": mean(encoder, recipe, source)}
    if source and away:
        found["gap"] = _gap(panel, encoder, recipe, source, away)
    if recipe == BASELINE:
        return {name: Quantity(weights) for name, weights in found.items()}
    both = compared(panel, encoder, target, recipe)
    trained = [spot for spot in source if spot.language in panel.sources(encoder, target, BASELINE)]
    found["gain"] = difference(panel, encoder, recipe, BASELINE, both)
    found["gain_all"] = difference(panel, encoder, recipe, BASELINE, spots(panel, target, panel.languages(target)))
    found["gain_source"] = difference(panel, encoder, recipe, BASELINE, trained)
    if trained and both:
        # The baseline's gap is taken over the same languages: its own may be others where recipes differ in labels.
        before = _gap(panel, encoder, BASELINE, trained, both)
        now = _gap(panel, encoder, recipe, trained, both)
        found["gap_change"] = now + tuple((place, -weight) for place, weight in before)
    quantities = {name: Quantity(weights) for name, weights in found.items()}
    if both:
        quantities["relative"] = Quantity(found["gain"], over=mean(encoder, BASELINE, both))
    return quantities


def _gap(panel: Panel, encoder: str, recipe: str, source: Sequence[Spot], away: Sequence[Spot]) -> Weights:
    """How much better the languages of training are than the others."""
    weights = mean(encoder, recipe, source) + mean(encoder, recipe, away, -1.0)
    return tuple((place, sign(panel, place) * weight) for place, weight in weights)


def _collect(panel: Panel, estimates: Mapping[tuple[str, ...], Estimate]) -> ZeroShotTransfer:
    by_place = {
        kind: {Place(*name[1:]): value for name, value in estimates.items() if name[0] == kind and len(name) == 6}
        for kind in ("score", "gain")
    }
    triples = dict.fromkeys(place[:3] for place in panel.cells)
    expected = [
        Place(encoder, recipe, target, language, panel.headline(target))
        for encoder in panel.named("encoder")
        for recipe in panel.named("recipe")
        for target in panel.named("target")
        for language in panel.languages(target)
    ]
    return ZeroShotTransfer(
        scores=by_place["score"],
        gains=by_place["gain"],
        summaries=tuple(
            Summary(*triple, *(estimates.get((name, *triple)) for name in Summary._fields[3:])) for triple in triples
        ),
        overall={(name[1], name[2]): value for name, value in estimates.items() if name[0] == "overall"},
        harm=_harm(panel, by_place["gain"]),
        absent=panel.absent(expected),
    )


def _harm(panel: Panel, gains: Mapping[Place, Estimate]) -> tuple[Harm, ...]:
    counted: dict[tuple[str, str], list[bool]] = {}
    for place, gain in gains.items():
        if place.language in panel.zero_shot(place.encoder, place.target, (place.recipe, BASELINE)):
            counted.setdefault((place.encoder, place.recipe), []).append(gain.high < 0)
    return tuple(Harm(encoder, recipe, sum(found), len(found)) for (encoder, recipe), found in counted.items())
