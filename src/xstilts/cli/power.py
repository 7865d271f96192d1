"""What is asked of a study's statistics: its power before it is run, and a test that verdicts keep their promises."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from xstilts.base import numerals
from xstilts.base.errors import UserError
from xstilts.cli.opening import open_workspace, read_study
from xstilts.cli.options import DEFAULT_STORE, Data, Json, Limit, Set, StoreFolder, StudyFile
from xstilts.cli.output import print_json

if TYPE_CHECKING:
    from xstilts.analysis.forecast import Forecast
    from xstilts.analysis.simulation import Check, Scenario


def power(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    effect: Annotated[
        float | None,
        typer.Option(help="The true effect to ask about; twice the smallest that matters unless said."),
    ] = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print.")] = "table",
) -> None:
    """Say what a study can find, by claim and for 2 to 20 seeds, before it is run, or while."""
    if effect is not None and effect <= 0:
        raise UserError(f"--effect {effect:g}: must be above 0: a true effect in the direction that the claim says.")
    found = open_workspace(data, store, "cpu", None).power(read_study(study, set_, limit), effect)
    if form == "json":
        print_json([forecast.plain() for forecast in found])
    else:
        _show_power(found)


def _show_power(found: "Sequence[Forecast]") -> None:
    """One table for all claims that have the same prospects."""
    console = Console(highlight=False)
    alike: dict[tuple[object, ...], list[Forecast]] = {}
    for forecast in found:
        prospects = (forecast.components, forecast.source, forecast.curve, forecast.contrast.unit, forecast.effect)
        alike.setdefault(prospects, []).append(forecast)
    for group in alike.values():
        for forecast in group:
            contrast = forecast.contrast
            console.print(
                f"{contrast.claim} ({forecast.encoder}: {contrast.better} − {contrast.than} on {contrast.where})",
                style="bold",
                markup=False,
            )
        console.print(_about(group[0]), markup=False)
        console.print(_curve(group[0]))
        console.print()
    console.print(
        "A claim is supported when its interval at Holm's strictest level lies above 0 and the estimate reaches the "
        "smallest effect. Power holds at the standard deviations shown and where no gate fails.",
        style="dim",
    )


def _about(forecast: "Forecast") -> str:
    """What the figures of a table rest on."""
    from xstilts.analysis.power import seeds_to_support, spread_interval

    spread, unit, smallest = forecast.components.plain(), forecast.contrast.unit, forecast.contrast.smallest_effect
    likely = spread_interval(forecast.components)
    truly = f" (of one seed's difference: 80 % interval {likely[0]:.2g} to {likely[1]:.2g})" if likely else ""
    needed = f"{forecast.needed} seeds"
    if forecast.needed is None:
        endless = replace(forecast.components, item=0.0, interaction=0.0)
        items = seeds_to_support(forecast.effect, smallest, endless, forecast.level) is not None
        needed = "more test items, not seeds alone," if items else "more seeds than a thousand"
    return (
        f"Standard deviations in {unit}: seeds {spread['seed_sd']:.2g}, test items {spread['item_sd']:.2g}, both "
        f"{spread['interaction_sd']:.2g}{truly}; {forecast.source}.\n"
        f"Smallest effect {smallest:g}; level {100 * forecast.level:.3g} %. "
        f"A true effect of {forecast.effect:g} {unit} takes {needed} for 80 % power."
    )


def _curve(forecast: "Forecast") -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("seeds", "effect found with 80 % power", f"power for {forecast.effect:g} {forecast.contrast.unit}"):
        table.add_column(title, justify="right")
    table.add_column("")
    for point in forecast.curve:
        here = "← this study" if point.seeds == forecast.seeds else ""
        table.add_row(str(point.seeds), f"{point.detectable:.3g}", f"{100 * point.power:.0f} %", here)
    return table


def selftest(
    study: Annotated[
        Path | None, typer.Argument(metavar="[STUDY]", help="Take variances and smallest effects of its claims.")
    ] = None,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    repeats: Annotated[int, typer.Option(min=20, help="Simulated studies for each line.")] = 100,
    claims: Annotated[str, typer.Option(help="Numbers of claims in a study, with spaces between them.")] = "1 2 3 4 5",
    seeds: Annotated[str, typer.Option(help="Numbers of seeds, with spaces between them.")] = "3 8",
    as_json: Json = False,
) -> None:
    """Simulate studies with a known truth and judge them: are false claims rarely supported, true ones as promised?"""
    from xstilts.analysis import simulation

    sizes, counts = _numbers("--claims", claims, least=1), _numbers("--seeds", seeds, least=2)
    found: list[Check] = []
    started = time.monotonic()
    for base in _scenarios(study, data, store, set_):
        found += simulation.checks(base, claims=sizes, seeds=counts, repeats=repeats)
    if as_json:
        print_json([{**check._asdict(), "passed": check.passed} for check in found])
    else:
        _show_checks(found, time.monotonic() - started)
    if not all(check.passed for check in found):
        raise SystemExit(1)


def _scenarios(study: Path | None, data: Path | None, store: Path, set_: list[str] | None) -> "Iterable[Scenario]":
    """What to simulate: the variance of every claim of the study, each once, or what is assumed without any."""
    from xstilts.analysis.components import ASSUMED
    from xstilts.analysis.simulation import Scenario

    if study is None:
        return [Scenario(effects=(0.0,), seeds=2, components=ASSUMED)]
    forecasts = open_workspace(data, store, "cpu", None).power(read_study(study, set_, None))
    return dict.fromkeys(
        Scenario(effects=(0.0,), seeds=2, components=found.components, smallest_effect=found.contrast.smallest_effect)
        for found in forecasts
    )


def _numbers(option: str, text: str, *, least: int) -> list[int]:
    numbers = [numerals.whole_number(word) for word in text.replace(",", " ").split()]
    if not numbers or not all(number is not None and least <= number <= 99 for number in numbers):
        raise UserError(f"{option} {text!r}: must be whole numbers from {least} to 99 with spaces between them.")
    return [number for number in numbers if number is not None]


def _show_checks(found: "Sequence[Check]", seconds: float) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("claims", "seeds", "true effect", "should be supported", "is supported", ""):
        table.add_column(title, justify="right")
    for check in found:
        asked = f"{100 * check.promised:.0f} %" if check.effect else f"at most {100 * check.promised:.0f} %"
        effect = f"{check.effect:.1f}" if check.effect else "none"
        outcome = "pass" if check.passed else "[red]FAIL"
        table.add_row(str(check.claims), str(check.seeds), effect, asked, f"{100 * check.rate:.1f} %", outcome)
    console = Console(highlight=False)
    console.print(table)
    failed = sum(not check.passed for check in found)
    console.print(
        f"{'FAIL' if failed else 'PASS'}: {len(found) - failed} of {len(found)} promises kept in "
        f"{sum(check.repeats for check in found):,} simulated studies ({seconds:.0f} s)."
    )
