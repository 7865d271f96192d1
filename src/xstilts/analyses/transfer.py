"""What each recipe does to zero-shot transfer: gains over `none`, by target and by language, and the transfer gap."""

from collections.abc import Iterable, Iterator, Sequence

from xstilts.analysis import transfer
from xstilts.analysis.base import Evidence, FurtherResult
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.gates import Facts
from xstilts.analysis.panel import Panel
from xstilts.analysis.stats import Estimate
from xstilts.analysis.transfer import BASELINE, Summary, ZeroShotTransfer
from xstilts.analysis.transfer_charts import forests, heat_maps, pairs
from xstilts.base.config import settings
from xstilts.metrics.metric import POINTS, Metric
from xstilts.study.expansion.grid import Further, Grid
from xstilts.study.expansion.lookup import Lookup


@settings
class Transfer:
    """Gains, gaps and harm. `draws` are those of the bootstrap, from `seed`."""

    draws: int = 10_000
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a bootstrap without draws."""
        if self.draws < 1:
            raise ValueError(f"draws: must be 1 or more, not {self.draws}")

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """Nothing beside the table."""
        return ()

    def facts(self, results: Sequence[FurtherResult]) -> Facts:
        """Nothing beside the table."""
        return Facts()

    def findings(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Gains by target, by language, and the gap, each where there is something to show."""
        panel = evidence.panel
        found = transfer.transfer(panel, draws=self.draws, seed=self.seed)
        return tuple(
            finding
            for finding in (_gains(panel, found), _languages(panel, found), _gap(panel, found))
            if finding.tables or finding.charts
        )


ANALYSIS = Transfer


def _gains(panel: Panel, found: ZeroShotTransfer) -> Finding:
    encoders = panel.named("encoder")
    return Finding(
        name="gains",
        title="Gains over no intermediate task",
        sentence=(
            f"Mean over the zero-shot languages{_left_out(panel)}, {_in_units(panel)}, with the 95 % interval. "
            "More than 0 is better. Bold: the interval excludes 0."
        ),
        tables=tuple(_matrix(panel, found, encoder, encoder if len(encoders) > 1 else "") for encoder in encoders),
        charts=tuple(chart for encoder in encoders for chart in forests(panel, found, encoder)),
        notes=tuple(_harm(found)),
        warnings=tuple(f"Missing score: {absent}." for absent in found.absent),
    )


def _left_out(panel: Panel) -> str:
    """` (all but en)`, where languages with scores are left out because models have seen their labels."""
    seen = {
        language: None
        for (_, _, target), exposure in panel.exposures.items()
        for language in panel.languages(target)
        if not exposure.zero_shot(language)
    }
    return f" (all but {', '.join(seen)})" if seen else ""


def _in_units(panel: Panel) -> str:
    units = dict.fromkeys(metric.unit for target in panel.named("target") if (metric := panel.metric(target)))
    return f"in {' or '.join(units)}" if len(units) > 1 else f"in {next(iter(units), POINTS)}"


def _matrix(panel: Panel, found: ZeroShotTransfer, encoder: str, title: str) -> Table:
    """Recipes by targets, and the baseline's scores below them."""
    summaries = {(s.recipe, s.target): s for s in found.summaries if s.encoder == encoder}
    targets = tuple(dict.fromkeys(target for _, target in summaries))
    recipes = [recipe for recipe in dict.fromkeys(recipe for recipe, _ in summaries) if recipe != BASELINE]
    rows = []
    for recipe in recipes:
        known = [summaries.get((recipe, target)) for target in targets]
        overall = _gain(found.overall.get((encoder, recipe)), panel.metric(targets[0]))
        cells = [_gain(s.gain if s else None, panel.metric(t)) for s, t in zip(known, targets, strict=True)]
        rows.append((TableCell(value=recipe), overall, *cells))
    scores = [_score(summaries.get((BASELINE, target)), panel.metric(target)) for target in targets]
    rows.append((TableCell(value=f"{BASELINE} (score)"), TableCell(), *scores))
    return Table(
        caption=f"Gain of every recipe on every target, {encoder}",
        title=title,
        columns=("recipe", "all targets", *targets),
        rows=tuple(rows),
        matrix=True,
        faint=frozenset({len(rows) - 1}),
    )


def _gain(estimate: Estimate | None, metric: Metric | None) -> TableCell:
    return TableCell(value=estimate, metric=metric, signed=True, note="" if estimate else "not complete")


def _score(summary: Summary | None, metric: Metric | None) -> TableCell:
    return TableCell(value=summary.score if summary else None, metric=metric)


def _harm(found: ZeroShotTransfer) -> Iterator[str]:
    """One sentence a recipe and encoder on where it certainly hurt."""
    several = len({entry.encoder for entry in found.harm}) > 1
    for entry in found.harm:
        yield (
            f"{entry.recipe}{f' ({entry.encoder})' if several else ''}: in {entry.harmed} of {entry.total} pairs of "
            "target and zero-shot language the whole interval lies below 0."
        )


def _languages(panel: Panel, found: ZeroShotTransfer) -> Finding:
    return Finding(
        name="languages",
        title="By language",
        sentence=(
            f"Gain over no intermediate task, {_in_units(panel)}: blue is better, orange is worse. "
            "Point at a cell for its interval."
        ),
        charts=tuple(chart for encoder in panel.named("encoder") for chart in heat_maps(panel, found, encoder)),
    )


def _gap(panel: Panel, found: ZeroShotTransfer) -> Finding:
    shown = [s for s in found.summaries if s.gap and s.score and s.score_source]
    several = len(panel.named("encoder")) > 1
    columns = ("encoder", "target", "recipe", "source", "zero-shot", "gap", "gap against none", "relative gain")
    rows = [
        (
            *(TableCell(value=name) for name in (s.encoder, s.target, s.recipe)),
            *(TableCell(value=number, metric=panel.metric(s.target)) for number in (s.score_source, s.score, s.gap)),
            TableCell(value=s.gap_change, metric=panel.metric(s.target), signed=True),
            TableCell(value=s.relative, signed=True, unit="%"),
        )
        for s in shown
    ]
    table = Table(
        caption="Transfer gaps",
        columns=columns if several else columns[1:],
        rows=tuple(row if several else row[1:] for row in rows),
    )
    return Finding(
        name="gap",
        title="Transfer gap",
        sentence=(
            "How much better the languages of the target's training (source) are than the mean of the zero-shot "
            "languages. A larger gap can come from a better source alone, so both are shown."
        ),
        tables=(table,) if shown else (),
        charts=tuple(chart for encoder in panel.named("encoder") for chart in pairs(panel, shown, encoder)),
    )
