"""What is done with a study: run, plan, report, results."""

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Annotated, Literal

import typer

from xstilts.cli.opening import open_workspace, read_study
from xstilts.cli.options import (
    DEFAULT_STORE,
    Data,
    Device,
    Json,
    Limit,
    OutputDir,
    Ranks,
    Set,
    StoreFolder,
    StudyFile,
    Workers,
)
from xstilts.cli.output import print_json, say_failures, typed
from xstilts.graph.stage import Stage


def run(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    output_dir: OutputDir = Path("out"),
    set_: Set = None,
    limit: Limit = None,
    device: Device = "auto",
    workers: Workers = None,
    ranks: Ranks = 1,
    as_json: Json = False,
) -> None:
    """Run a study to its end and write its report. What is finished is never run again."""
    from xstilts.cli.live import watching

    settings, workspace = read_study(study, set_, limit), open_workspace(data, store, device, workers, ranks)
    plan = workspace.plan(settings)
    with _report_warming(plan.todo), watching(plan, slots=workspace.workers, quiet=as_json) as observe:
        report = workspace.run(settings, observe)
    if report.exit_code:
        say_failures(report)
        raise SystemExit(report.exit_code)
    written = workspace.report(settings, output_dir, command=typed())
    if as_json:
        print_json({"ran": len(report.done), "seconds": round(report.seconds, 1), "report": str(written)})
    else:
        typer.echo(f"{report}\nReport: {written}")


@contextmanager
def _report_warming(todo: Sequence[Stage]) -> Iterator[None]:
    """Within this, a thread gets the report ready where there is something to run meanwhile.

    What goes wrong in it comes up again when the report is written.
    """

    def warm() -> None:
        with suppress(ImportError, ValueError):
            importlib.import_module("xstilts.report.gather")
            importlib.import_module("xstilts.report.page").warm()

    thread = Thread(target=warm)
    if todo:
        thread.start()
    try:
        yield
    finally:
        if todo:
            thread.join()


def plan(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    device: Device = "auto",
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Show what a run would do: what is done, what will run, and an estimate of its cost."""
    from xstilts.cli import plan_tables

    workspace = open_workspace(data, store, device, workers)
    found = workspace.plan(read_study(study, set_, limit))
    if as_json:
        print_json(plan_tables.plan_json(found, workspace.workers))
    else:
        plan_tables.show(found, workspace.workers)


def report(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    output_dir: OutputDir = Path("out"),
    figures: Annotated[bool, typer.Option(help="Also write every chart as PNG, SVG and PDF.")] = True,
) -> None:
    """Write the report of what is in the store, also of a study that is not finished yet."""
    workspace = open_workspace(data, store, "cpu", None)
    settings = read_study(study, set_, limit)
    typer.echo(f"Report: {workspace.report(settings, output_dir, command=typed(), figures=figures)}")


def results(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    form: Annotated[Literal["csv", "md", "json"], typer.Option("--format", help="How to print the rows.")] = "md",
) -> None:
    """Print every score of a study: one row a recipe, target, language, seed and metric."""
    from xstilts.report.tables import render

    rows = open_workspace(data, store, "cpu", None).results(read_study(study, set_, limit))
    sys.stdout.write(render(rows, form))
