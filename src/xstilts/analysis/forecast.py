"""The power of a study's claims, before it is run or while it runs: by claim, for 2 to 20 seeds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xstilts.analysis import like_studies, power
from xstilts.analysis.components import ASSUMED, Components
from xstilts.analysis.contrast import Contrast, contrasts
from xstilts.analysis.like_studies import MeasuredClaim, Scores
from xstilts.analysis.panel import Panel
from xstilts.analysis.verdict import Verdict, judge
from xstilts.graph.store import Store
from xstilts.metrics.metric import POINTS
from xstilts.study import claims, collect
from xstilts.study.expansion.expand import Expansion
from xstilts.study.settings.study import Study

SEEDS = range(2, 21)


class PowerPoint(NamedTuple):
    """With so many seeds: the true effect that is supported four times in five, and how often the asked one is."""

    seeds: int
    detectable: float
    power: float


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a claim on one encoder can hope for.

    `source` says where the components come from. `effect` is the true effect asked about, `level` Holm's strictest,
    `seeds` those of the study, `needed` the fewest with 80 % power for the effect (None above 1,000).
    """

    contrast: Contrast
    encoder: str
    components: Components
    source: str
    level: float
    effect: float
    seeds: int
    needed: int | None
    curve: tuple[PowerPoint, ...]

    def plain(self) -> dict[str, Any]:
        """All of it as JSON; standard deviations and effects are in `unit`."""
        return {
            "claim": self.contrast.claim,
            "encoder": self.encoder,
            "better": self.contrast.better,
            "than": self.contrast.than,
            "on": list(self.contrast.on),
            "unit": self.contrast.unit,
            "smallest_effect": self.contrast.smallest_effect,
            "level": self.level,
            "components": self.components.plain(),
            "source": self.source,
            "effect": self.effect,
            "seeds": self.seeds,
            "seeds_needed": self.needed,
            "curve": [point._asdict() for point in self.curve],
        }


class PlannedClaim(NamedTuple):
    """A claim of a study on one encoder: what it is about, and its components where the study itself measured them."""

    contrast: Contrast
    encoder: str
    on: Scores
    own: Components | None


def planned(study: Study, expansion: Expansion, store: Store) -> list[PlannedClaim]:
    """The claims of a study, with the components of those for which two seeds are finished."""
    done, _ = collect.finished(expansion.cells, store)
    # Components do not come from the draws: a few are enough for what else a verdict has.
    judged = judge(
        Panel.of(collect.by_item(done, store, claims.metrics(study)), study.seed_list), contrasts(study), draws=10
    )
    own = {(verdict.contrast, verdict.encoder): verdict.components for verdict in judged}
    return [
        PlannedClaim(contrast, encoder, _scores(contrast, expansion), own.get((contrast, encoder)))
        for contrast in contrasts(study)
        for encoder, _ in study.encoder_list
    ]


def _scores(contrast: Contrast, expansion: Expansion) -> Scores:
    """What a claim is about: the tasks of its targets, and their headline metrics unless it names one."""
    about = {cell.target: cell for cell in expansion.cells}
    return frozenset(
        (about[target].score.predictions.data_slice.task, contrast.metric or about[target].declared.headline)
        for target in contrast.on
    )


def measured(study: Study, expansion: Expansion, verdicts: Iterable[Verdict]) -> Iterator[MeasuredClaim]:
    """What the verdicts of a study tell later ones about their variance."""
    for verdict in verdicts:
        if verdict.components:
            yield MeasuredClaim(
                study=study.study,
                claim=verdict.contrast.claim,
                encoder=verdict.encoder,
                on=_scores(verdict.contrast, expansion),
                components=verdict.components,
            )


def forecasts(
    family: Sequence[PlannedClaim], known: Sequence[MeasuredClaim], seeds: int, effect: float | None = None
) -> Iterator[Forecast]:
    """For every claim its forecast; all claims are one family. `effect` is twice each smallest effect unless given.

    Components are the study's own, else those of like claims that are `known`, else assumed.
    """
    level = power.level(len(family))
    for planned in family:
        components, source = _components(planned, known)
        smallest = planned.contrast.smallest_effect
        asked = 2 * smallest if effect is None else effect
        yield Forecast(
            contrast=planned.contrast,
            encoder=planned.encoder,
            components=components,
            source=source,
            level=level,
            effect=asked,
            seeds=seeds,
            needed=power.seeds_to_support(asked, smallest, components, level),
            curve=tuple(
                PowerPoint(
                    count,
                    round(power.detectable(smallest, components, count, level) or 0.0, 3),
                    round(power.supported(asked, smallest, components, count, level), 4),
                )
                for count in SEEDS
            ),
        )


def _components(planned: PlannedClaim, known: Sequence[MeasuredClaim]) -> tuple[Components, str]:
    if planned.own is not None:
        return planned.own, "measured in this study"
    if alike := like_studies.alike(known, planned.on, planned.encoder):
        return like_studies.together(alike)
    source = "assumed: the store has no claim on the same tasks and metrics"
    if planned.contrast.unit == POINTS:
        return ASSUMED, source
    # In another unit all that is known is the smallest effect that matters: spreads are as many of it as in points.
    return ASSUMED.scaled(
        planned.contrast.smallest_effect
    ), f"{source}, {planned.contrast.smallest_effect:g} for a point"
