"""The charts of drift, as data: by layer, by distance of languages, on the way of training, and against gains."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from xstilts.analysis import stats
from xstilts.analysis.drift import Roles, others
from xstilts.analysis.drift_sources import Measured, Sources
from xstilts.analysis.figures import Figure, HeatMap, HeatMark, LineChart, LineMark, PointChart, PointMark
from xstilts.analysis.panel import Panel, Place
from xstilts.analysis.quantities import gains
from xstilts.analysis.stats import Estimate
from xstilts.analysis.transfer import BASELINE, compared
from xstilts.analysis.transfer_charts import recipe_order, words_of
from xstilts.metrics.metric import Metric


def charts(panel: Panel, roles: Roles, sources: Sources) -> Iterator[Figure]:
    """All that there is something to show in."""
    for encoder in panel.named("encoder"):
        for target in roles.by_layer:
            yield from _layers(panel, roles, sources, encoder, target)
            yield from _heat_maps(panel, roles, sources, encoder, target)
        for target in (*roles.alignment, *roles.lm_loss):
            yield from _distance(panel, roles, sources, encoder, target)
        for target in (*roles.alignment, *roles.lm_loss, *roles.transfer):
            yield from _trajectory(panel, roles, sources, encoder, target)
        for target in roles.transfer:
            yield from _plane(panel, encoder, target)


def _recipes(panel: Panel) -> list[str]:
    return [recipe for recipe in recipe_order(panel) if recipe != BASELINE]


def _changes(values: Iterable[Measured], metric: Metric) -> dict[tuple[str, int, str, int], float]:
    """By recipe, seed, language and place how much better the value is than that of `none`."""
    known = {(v.recipe, v.seed, v.language, v.at): v.value for v in values}
    return {
        key: metric.sign * (value - before)
        for key, value in known.items()
        if key[0] != BASELINE and (before := known.get((BASELINE, *key[1:]))) is not None
    }


def _of(values: Sequence[Measured], encoder: str, target: str, languages: Sequence[str]) -> list[Measured]:
    return [v for v in values if (v.encoder, v.target) == (encoder, target) and v.language in languages]


def _lines(changes: Mapping[tuple[str, int, str, int], float]) -> Iterator[LineMark]:
    """A line of drift for every recipe and seed, the mean over languages at each place."""
    groups: dict[tuple[str, int], dict[int, list[float]]] = {}
    for (recipe, seed, _, at), change in changes.items():
        groups.setdefault((recipe, seed), {}).setdefault(at, []).append(-change)
    for (recipe, seed), by_place in groups.items():
        places = sorted(by_place)
        drifts = tuple(float(np.mean(by_place[at])) for at in places)
        yield LineMark(colour=recipe, part=str(seed), x=tuple(map(float, places)), y=drifts)


def _layers(panel: Panel, roles: Roles, sources: Sources, encoder: str, target: str) -> Iterator[Figure]:
    metric, (suffix, title) = panel.metric(target), words_of(panel, encoder)
    own = _of(sources.layers, encoder, target, others(panel, roles, (target,)))
    if metric is None or len({v.at for v in own}) < 2:
        return
    yield LineChart(
        name=f"drift-layers-{target}{suffix}",
        title=f"{title}drift by layer, {target}",
        caption="Mean over the languages that English-only training has not trained in.",
        colours=recipe_order(panel),
        digits=metric.digits,
        axes=("layer (0: embeddings)", f"alignment drift, in {metric.unit}"),
        marks=tuple(_lines(_changes(own, metric))),
    )


def _heat_maps(panel: Panel, roles: Roles, sources: Sources, encoder: str, target: str) -> Iterator[Figure]:
    """Languages by layers for the recipes that are compared, all with the same colours."""
    metric, (suffix, title) = panel.metric(target), words_of(panel, encoder)
    own = _of(sources.layers, encoder, target, panel.languages(target))
    if metric is None or not own:
        return
    by_cell: dict[tuple[str, str, int], dict[int, float]] = {}
    for (recipe, seed, language, layer), change in _changes(own, metric).items():
        by_cell.setdefault((recipe, language, layer), {})[seed] = change
    estimates = {key: _estimate(by_seed) for key, by_seed in by_cell.items()}
    most = max([metric.smallest_effect, *(abs(estimate.value) for estimate in estimates.values())])
    for recipe in filter(None, (roles.english, roles.multilingual, roles.replay)):
        marks = [
            HeatMark(row=language, column=f"layer {layer}", estimate=estimate)
            for (of, language, layer), estimate in sorted(estimates.items(), key=lambda entry: entry[0][2])
            if of == recipe
        ]
        if marks:
            yield HeatMap(
                name=f"drift-heat-{target}-{recipe}{suffix}",
                title=f"{title}change in alignment, {recipe}",
                caption=f"{target}, in {metric.unit}: what is below 0 is drift.",
                digits=metric.digits,
                most=most,
                languages=True,
                rows=panel.languages(target),
                marks=tuple(marks),
            )


def _estimate(by_seed: Mapping[int, float]) -> Estimate:
    """The mean over seeds with its t interval."""
    values = np.array(list(by_seed.values()))
    low, high = stats.t_interval(values)
    method = "t interval over seeds" if len(values) > 1 else "one seed: no interval"
    return Estimate(value=float(values.mean()), low=low, high=high, n=0, method=method, seeds=tuple(by_seed))


def _distance(panel: Panel, roles: Roles, sources: Sources, encoder: str, target: str) -> Iterator[Figure]:
    metric, (suffix, title) = panel.metric(target), words_of(panel, encoder)
    distances = sources.distances or {}
    if metric is None:
        return
    marks = [
        PointMark(name=language, colour=recipe, x=distances[language], y=-float(np.mean(list(by_seed.values()))))
        for recipe in _recipes(panel)
        for language in others(panel, roles, (target,))
        if language in distances
        and (by_seed := gains(panel, Place(encoder, recipe, target, language, panel.headline(target))))
    ]
    if marks:
        yield PointChart(
            name=f"drift-distance-{target}{suffix}",
            title=f"{title}drift by distance, {target}",
            caption="A point is a language; means over seeds.",
            colours=recipe_order(panel),
            digits=max(metric.digits, 2),
            axes=(f"distance from the language of training ({sources.distance})", f"drift, in {metric.unit}"),
            marks=tuple(marks),
        )


def _trajectory(panel: Panel, roles: Roles, sources: Sources, encoder: str, target: str) -> Iterator[Figure]:
    """Drift of a probe on the way of training, from 0 at its start on; of a target of transfer as well."""
    metric, (suffix, title) = panel.metric(target), words_of(panel, encoder)
    languages = others(panel, roles, (target,))
    own = _of(sources.steps, encoder, target, languages)
    if metric is None or not own:
        return
    points = {(v.seed, v.language, v.at) for v in own}
    start = [
        Measured(encoder, BASELINE, target, language, seed, at, cell.value)
        for seed, language, at in points
        if (cell := panel.cells.get(Place(encoder, BASELINE, target, language, metric.name), {}).get(seed))
    ]
    yield LineChart(
        name=f"drift-steps-{target}{suffix}",
        title=f"{title}drift while training, {target}",
        caption="Mean over the languages that English-only training has not trained in.",
        colours=recipe_order(panel),
        digits=metric.digits,
        axes=("step", f"drift, in {metric.unit}"),
        marks=tuple(_lines(_changes([*own, *start], metric))),
    )


def _plane(panel: Panel, encoder: str, target: str) -> Iterator[Figure]:
    """What the language of the target's training gains, against what the others do: a point a recipe and seed."""
    metric, (suffix, title) = panel.metric(target), words_of(panel, encoder)
    marks = []
    for recipe in _recipes(panel) if metric else ():
        sources = panel.sources(encoder, target, recipe)
        source = [Place(encoder, recipe, target, language, panel.headline(target)) for language in sources]
        away = [Place(encoder, recipe, *spot) for spot in compared(panel, encoder, target, recipe)]
        x, y = ([gains(panel, place) for place in places] for places in (source, away))
        for seed in panel.seeds:
            if x and y and all(seed in by_seed for by_seed in (*x, *y)):
                both = (float(np.mean([by_seed[seed] for by_seed in part])) for part in (x, y))
                marks.append(PointMark(name=f"seed {seed}", colour=recipe, x=next(both), y=next(both)))
    if marks and metric:
        yield PointChart(
            name=f"drift-plane-{target}{suffix}",
            title=f"{title}gain in the language of training and elsewhere, {target}",
            caption="A point is a recipe and seed. Right and below 0: training gains, the other languages lose.",
            colours=recipe_order(panel),
            digits=metric.digits,
            axes=(f"gain in the language of training, in {metric.unit}", f"zero-shot gain, in {metric.unit}"),
            marks=tuple(marks),
        )
