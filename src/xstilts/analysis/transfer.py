"""What an intermediate recipe does to zero-shot transfer: gains over `none`, transfer gaps, harm.

Every gain is paired by seed: the two models compared share all randomness but the recipe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xstilts.analysis import bootstrap
from xstilts.analysis.bootstrap import Quantity, Weights
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.stats import Estimate

BASELINE = "none"
SOURCE = "en"


class Summary(NamedTuple):
    """One recipe on one target: all that the matrix of gains and the table of gaps show.

    `score` and `gain` are means over the zero-shot languages, `gain_all` over every language; `gain_source` is the
    gain in the language of training. `relative` is the gain in percent of the baseline's score. `gap` is the
    score in the training language less the zero-shot mean (Hu et al. 2020) and `gap_change` the gap less the
    baseline's: a larger gap can come from a better English score alone, so both terms stand beside it. None where
    there is nothing to compare: the baseline has no gain, a target without English test data no gap.
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
class Transfer:
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


def transfer(panel: Panel, *, draws: int = bootstrap.DRAWS, seed: int = 0) -> Transfer:
    """Scores, gains and gaps with intervals, of every encoder, recipe, target and language."""
    quantities: dict[tuple[str, ...], Quantity] = {}
    for place in panel.cells:
        quantities["score", *place] = Quantity(((place, 1.0),))
        if place.recipe != BASELINE:
            quantities["gain", *place] = Quantity(difference(*place[:2], BASELINE, [place[2:]]))
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


def zero_shot(panel: Panel, target: str) -> tuple[str, ...]:
    """The target's languages other than that of training."""
    return tuple(language for language in panel.languages(target) if language != SOURCE)


def difference(encoder: str, better: str, than: str, where: Sequence[tuple[str, ...]]) -> Weights:
    """Weights of the mean, over (target, language) pairs `where`, of the score of `better` less that of `than`."""
    return mean(encoder, better, where) + mean(encoder, than, where, -1.0)


def mean(encoder: str, recipe: str, where: Sequence[tuple[str, ...]], sign: float = 1.0) -> Weights:
    """Weights of the mean score of a recipe over (target, language) pairs; every target counts alike."""
    targets = [target for target, _ in where]
    share = {target: sign / (targets.count(target) * len(set(targets))) for target in targets}
    return tuple((Place(encoder, recipe, target, language), share[target]) for target, language in where)


def _overall(panel: Panel, encoder: str, recipe: str) -> Weights:
    where = [(target, language) for target in panel.named("target") for language in zero_shot(panel, target)]
    return difference(encoder, recipe, BASELINE, where)


def _summary(panel: Panel, encoder: str, recipe: str, target: str) -> dict[str, Quantity]:
    away = [(target, language) for language in zero_shot(panel, target)]
    every = [(target, language) for language in panel.languages(target)]
    source = [(target, SOURCE)] if (target, SOURCE) in every else []
    found = {"score": mean(encoder, recipe, away), "score_source": mean(encoder, recipe, source)}
    if source and away:
        found["gap"] = found["score_source"] + mean(encoder, recipe, away, -1.0)
    if recipe == BASELINE:
        return {name: Quantity(weights) for name, weights in found.items()}
    found["gain"] = difference(encoder, recipe, BASELINE, away)
    found["gain_all"] = difference(encoder, recipe, BASELINE, every)
    found["gain_source"] = difference(encoder, recipe, BASELINE, source)
    if "gap" in found:
        found["gap_change"] = found["gain_source"] + difference(encoder, BASELINE, recipe, away)
    quantities = {name: Quantity(weights) for name, weights in found.items()}
    if away:
        quantities["relative"] = Quantity(found["gain"], over=mean(encoder, BASELINE, away))
    return quantities


def _collect(panel: Panel, estimates: Mapping[tuple[str, ...], Estimate]) -> Transfer:
    by_place = {
        kind: {Place(*name[1:]): value for name, value in estimates.items() if name[0] == kind and len(name) == 5}
        for kind in ("score", "gain")
    }
    triples = dict.fromkeys(place[:3] for place in panel.cells)
    expected = [
        Place(encoder, recipe, target, language)
        for encoder in panel.named("encoder")
        for recipe in panel.named("recipe")
        for target in panel.named("target")
        for language in panel.languages(target)
    ]
    return Transfer(
        scores=by_place["score"],
        gains=by_place["gain"],
        summaries=tuple(
            Summary(*triple, *(estimates.get((name, *triple)) for name in Summary._fields[3:])) for triple in triples
        ),
        overall={(name[1], name[2]): value for name, value in estimates.items() if name[0] == "overall"},
        harm=_harm(by_place["gain"]),
        absent=panel.absent(expected),
    )


def _harm(gains: Mapping[Place, Estimate]) -> tuple[Harm, ...]:
    counted: dict[tuple[str, str], list[bool]] = {}
    for place, gain in gains.items():
        if place.language != SOURCE:
            counted.setdefault((place.encoder, place.recipe), []).append(gain.high < 0)
    return tuple(Harm(encoder, recipe, sum(found), len(found)) for (encoder, recipe), found in counted.items())
