"""The charts of transfer, as data: gains with their intervals, gains by language, and gaps."""

from collections.abc import Iterable, Iterator, Sequence

from xstilts.analysis.figures import Figure, Forest, HeatMap, HeatMark, IntervalMark, PairChart, PairMark
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.stats import Estimate
from xstilts.analysis.transfer import BASELINE, Summary, ZeroShotTransfer
from xstilts.metrics.metric import POINTS, Metric


def forests(panel: Panel, found: ZeroShotTransfer, encoder: str) -> Iterator[Figure]:
    """A chart of gains for every unit: points and nats share no axis."""
    suffix, title = words_of(panel, encoder)
    own = [entry for entry in found.summaries if entry.encoder == encoder and entry.gain]
    for unit, metric in byunit_of(panel, own).items():
        marks = [
            IntervalMark(row=entry.target, colour=entry.recipe, estimate=entry.gain)
            for entry in own
            if entry.gain and unit_of(panel, entry.target) == unit
        ]
        yield Forest(
            name=f"gains{suffix}" + ("" if unit == POINTS else f"-{unit}"),
            title=f"{title}gains",
            caption="Gain of each recipe on each target; the bar is the 95 % interval.",
            colours=recipe_order(panel),
            digits=metric.digits,
            axis=f"zero-shot gain over none, in {unit}",
            marks=tuple(marks),
        )


def byunit_of(panel: Panel, summaries: Iterable[Summary]) -> dict[str, Metric]:
    """Unit and the first metric in it."""
    found: dict[str, Metric] = {}
    for entry in summaries:
        if metric := panel.metric(entry.target):
            found.setdefault(metric.unit, metric)
    return found


def unit_of(panel: Panel, target: str) -> str:
    """The unit of the target's headline metric."""
    metric = panel.metric(target)
    return metric.unit if metric else POINTS


def recipe_order(panel: Panel) -> tuple[str, ...]:
    """All recipes, the baseline last: a recipe has the same colour in every chart."""
    return (*(recipe for recipe in panel.named("recipe") if recipe != BASELINE), BASELINE)


def words_of(panel: Panel, encoder: str) -> tuple[str, str]:
    """What names and titles of charts end and begin with where there are several encoders."""
    encoders = panel.named("encoder")
    return (f"-{encoders.index(encoder) + 1}", f"{encoder} · ") if len(encoders) > 1 else ("", "")


def heat_maps(panel: Panel, found: ZeroShotTransfer, encoder: str) -> Iterator[Figure]:
    """A chart of gains by language for every recipe and unit."""
    suffix, title = words_of(panel, encoder)
    for recipe in dict.fromkeys(place.recipe for place in found.gains if place.encoder == encoder):
        own = {place: gain for place, gain in found.gains.items() if place[:2] == (encoder, recipe)}
        for unit in dict.fromkeys(unit_of(panel, place.target) for place in own):
            yield _heat_map(panel, found, own, unit, f"languages-{recipe}{suffix}", f"{title}{recipe}")


def _heat_map(
    panel: Panel, found: ZeroShotTransfer, own: dict[Place, Estimate], unit: str, name: str, title: str
) -> HeatMap:
    """The gains of one recipe on targets of one unit; all such charts have the same colours."""
    targets = [target for target in panel.named("target") if unit_of(panel, target) == unit]
    metric = panel.metric(targets[0]) or Metric(name="")
    every = {place: gain for place, gain in found.gains.items() if place.target in targets}
    return HeatMap(
        name=name + ("" if unit == POINTS else f"-{unit}"),
        title=title + ("" if unit == POINTS else f", in {unit}"),
        digits=metric.digits,
        most=max([metric.smallest_effect, *(abs(gain.value) for gain in every.values())]),
        languages=True,
        rows=tuple(dict.fromkeys(place.language for place in every)),
        marks=tuple(
            HeatMark(
                row=place.language,
                column=place.target,
                estimate=gain,
                about=_after(found.scores.get(place), metric),
            )
            for place, gain in own.items()
            if place.target in targets
        ),
    )


def _after(score: Estimate | None, metric: Metric) -> tuple[tuple[str, str], ...]:
    return (("score after the recipe", f"{score.value:.{metric.digits + 1}f}"),) if score else ()


def pairs(panel: Panel, shown: Sequence[Summary], encoder: str) -> Iterator[Figure]:
    """A chart of gaps for every unit."""
    suffix, title = words_of(panel, encoder)
    own = [entry for entry in shown if entry.encoder == encoder]
    for unit, metric in byunit_of(panel, own).items():
        yield PairChart(
            name=f"gaps{suffix}" + ("" if unit == POINTS else f"-{unit}"),
            title=f"{title}transfer gap",
            caption="Hollow: mean of the zero-shot languages. Filled: the languages of training.",
            colours=recipe_order(panel),
            digits=metric.digits,
            axis=f"score, in {unit}",
            ends=("zero-shot", "source"),
            between="gap",
            marks=tuple(
                PairMark(
                    row=entry.target,
                    colour=entry.recipe,
                    start=entry.score.value,
                    end=entry.score_source.value,
                    difference=entry.gap,
                )
                for entry in own
                if entry.score and entry.score_source and entry.gap and unit_of(panel, entry.target) == unit
            ),
        )
