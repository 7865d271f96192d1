"""The command line: every verb is a thin function over the Workspace. Heavy imports wait until a verb needs them."""

import errno
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from xstilts.base.errors import UserError

if TYPE_CHECKING:
    from xstilts.study.study import Study
    from xstilts.workspace import Workspace

app = typer.Typer(
    name="xstilts",
    help="Cross-lingual intermediate-task transfer studies: from pretrained encoder to a verdict with intervals.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
data_app = typer.Typer(help="Look at the data sets on disk.", no_args_is_help=True)
store_app = typer.Typer(help="Look after the store of results.", no_args_is_help=True)
lab_app = typer.Typer(help="Look into the synthetic multilingual lab.", no_args_is_help=True)
app.add_typer(data_app, name="data")
app.add_typer(store_app, name="store")
app.add_typer(lab_app, name="lab")

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY", help="The study file (YAML).")]
Data = Annotated[Path | None, typer.Option("--data", envvar="XSTILTS_DATA", help="The folder of data sets.")]
StoreFolder = Annotated[Path, typer.Option("--store", envvar="XSTILTS_STORE", help="The folder of results.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a setting of the study; repeatable.")
]
Limit = Annotated[
    int | None, typer.Option(min=1, help="Smoke run: at most so many examples of every language of every task.")
]
Device = Annotated[str, typer.Option(help="cpu, cuda, cuda:1 ...; auto takes a GPU where there is one.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Stages at a time; all cores unless said.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine instead of text for a person.")]
BenchmarkName = Annotated[str, typer.Option("--benchmark", help="xtreme or xtreme-r.")]
OutputDir = Annotated[Path, typer.Option("--output-dir", help="Where report and tables are written.")]
DEFAULT_STORE = Path("store")
DISK = frozenset(
    getattr(errno, name)
    for name in "EACCES EPERM EROFS ENOSPC EDQUOT ENOTDIR EISDIR EEXIST ENOENT ENAMETOOLONG".split()
)
"""What a disk answers that the user can mend; any other OSError is a bug."""


def main() -> None:
    """Run the command line. Mistakes of the user are printed without a traceback, with exit code 2."""
    try:
        app()
    except UserError as error:
        fail(str(error))
    except OSError as error:
        if error.errno not in DISK:
            raise
        fail(
            f"{error.filename or 'disk'}: cannot be written or read: {error.strerror}. Look at permissions and free "
            "space there, or choose another folder with --store or --output-dir."
        )


def fail(message: str) -> NoReturn:
    """Print an error for a person and leave with exit code 2."""
    sys.stderr.write(f"xstilts: {message}\n")
    raise SystemExit(2)


@app.command()
def run(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    output_dir: OutputDir = Path("out"),
    set_: Set = None,
    limit: Limit = None,
    device: Device = "auto",
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Run a study to its end and write its report. What is finished is never run again."""
    from xstilts.cli.live import watching

    settings, workspace = _read(study, set_, limit), _workspace(data, store, device, workers)
    plan = workspace.plan(settings)
    with watching(plan, slots=workspace.workers, quiet=as_json) as observe:
        report = workspace.run(settings, observe)
    if report.exit_code:
        _say_failures(report)
        raise SystemExit(report.exit_code)
    written = workspace.report(settings, output_dir, command=_command())
    if as_json:
        _print({"ran": len(report.done), "seconds": round(report.seconds, 1), "report": str(written)})
    else:
        typer.echo(f"{report}\nReport: {written}")


@app.command()
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
    from xstilts.cli import show

    workspace = _workspace(data, store, device, workers)
    found = workspace.plan(_read(study, set_, limit))
    if as_json:
        _print(show.plan_json(found, workspace.workers))
    else:
        show.plan(found, workspace.workers)


@app.command()
def report(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    output_dir: OutputDir = Path("out"),
    set_: Set = None,
    limit: Limit = None,
    figures: Annotated[bool, typer.Option(help="Also write every chart as PNG, SVG and PDF.")] = True,
) -> None:
    """Write the report of what is in the store, also of a study that is not finished yet."""
    workspace = _workspace(data, store, "cpu", None)
    settings = _read(study, set_, limit)
    typer.echo(f"Report: {workspace.report(settings, output_dir, command=_command(), figures=figures)}")


@app.command()
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

    rows = _workspace(data, store, "cpu", None).results(_read(study, set_, limit))
    sys.stdout.write(render(rows, form))


@app.command()
def tasks(data: Data = None, as_json: Json = False) -> None:
    """List all tasks: type, languages, what of each is in the data folder, licence."""
    from xstilts.cli import show

    if data is not None:
        _need(data, "--data")
    listed = show.task_rows(data)
    if as_json:
        _print(listed)
    else:
        show.tasks(listed)


@app.command()
def score(
    predictions: Annotated[Path, typer.Option(help="The folder of official prediction files.")],
    labels: Annotated[Path, typer.Option(help="The folder of label files; `xstilts labels` makes it.")],
    benchmark: BenchmarkName = "xtreme",
    task: Annotated[list[str] | None, typer.Option(help="Score only this task; repeatable.")] = None,
    languages: Annotated[bool, typer.Option("--languages", help="Also show every language.")] = False,
    as_json: Json = False,
) -> None:
    """Score official prediction files as the benchmark's own evaluator does."""
    from xstilts.cli import benchmark as shown
    from xstilts.protocols import benchmarks, scoring

    found = scoring.score(benchmarks.find_benchmark(benchmark), predictions, labels, tasks=task)
    if as_json:
        _print(found.plain())
    else:
        shown.show_score(found, languages=languages)


@app.command()
def lint(
    predictions: Annotated[Path, typer.Argument(metavar="PREDICTIONS", help="The folder of prediction files.")],
    labels: Annotated[Path | None, typer.Option(help="Also compare counts and ids with these labels.")] = None,
    benchmark: BenchmarkName = "xtreme",
    partial: Annotated[bool, typer.Option("--partial", help="Do not miss what has no labels.")] = False,
    as_json: Json = False,
) -> None:
    """Find all that the official evaluator would stop at, or score as zero without a word."""
    from xstilts.protocols import benchmarks
    from xstilts.protocols import lint as linting

    findings = linting.lint(benchmarks.find_benchmark(benchmark), predictions, labels, partial=partial)
    if as_json:
        _print([{"file": str(found.path), "line": found.line, "problem": found.problem} for found in findings])
    for found in () if as_json else findings:
        typer.echo(str(found))
    if findings:
        fail(f"{predictions}: {len(findings)} findings.")
    if not as_json:
        typer.echo(f"{predictions}: nothing to find fault with.")


@app.command()
def labels(
    to: Annotated[Path, typer.Option(help="Where the label files are written.")],
    data: Data = None,
    benchmark: BenchmarkName = "xtreme",
    as_json: Json = False,
) -> None:
    """Rebuild the benchmark's label files from the public test sets; say what was built, what not and why."""
    from xstilts.cli import benchmark as shown
    from xstilts.protocols import benchmarks

    built = _workspace(data, DEFAULT_STORE, "cpu", None).labels(benchmarks.find_benchmark(benchmark), to)
    if as_json:
        _print([{**entry._asdict(), "path": entry.path and str(entry.path)} for entry in built])
    else:
        shown.show_labels(built)


@app.command()
def export(
    study: StudyFile,
    to: Annotated[Path, typer.Option(help="Where the official prediction files are written.")],
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    benchmark: BenchmarkName = "xtreme",
    recipe: Annotated[str, typer.Option(help="The intermediate recipe whose predictions are written.")] = "none",
    seed: Annotated[int | None, typer.Option(help="The seed; the study's first unless said.")] = None,
    encoder: Annotated[str | None, typer.Option(help="The encoder; the study's first unless said.")] = None,
    target: Annotated[list[str] | None, typer.Option(help="Which of several targets of one task; repeatable.")] = None,
    labels: Annotated[Path | None, typer.Option(help="Also write labels of the same examples here.")] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Write what there is, though it is not all.")] = False,
    as_json: Json = False,
) -> None:
    """Write a study's predictions as the official files of a benchmark, which its evaluator can score."""
    from xstilts.cli import benchmark as shown
    from xstilts.protocols import benchmarks
    from xstilts.protocols.study_files import Choice

    written = _workspace(data, store, "cpu", None).export(
        _read(study, set_, limit),
        benchmarks.find_benchmark(benchmark),
        to,
        choice=Choice(encoder=encoder, recipe=recipe, seed=seed, targets=tuple(target or ())),
        gold=labels,
        partial=partial,
    )
    if as_json:
        gaps = [gap._asdict() for gap in written.gaps]
        _print({**written._asdict(), "files": [str(path) for path in written.files], "gaps": gaps})
    else:
        shown.show_export(written, str(to))


@data_app.command("check")
def data_check(data: Data = None, as_json: Json = False) -> None:
    """Read every file of every task: count rows, check labels, languages and checksums, find overlaps."""
    from xstilts.cli import data as checks

    found = checks.check(data, quiet=as_json)
    if as_json:
        _print(checks.as_json(found))
    else:
        checks.show(found)
    if found.mistakes:
        raise SystemExit(2)


@data_app.command("fetch")
def data_fetch(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task whose copy on the hub to download.")],
    data: Data = None,
    revision: Annotated[str, typer.Option(help="A commit of the hub's data set instead of the pinned one.")] = "",
    languages: Annotated[str, typer.Option(help="Codes with spaces between them; all unless said.")] = "",
    splits: Annotated[str, typer.Option(help="Such as 'dev test'; all unless said.")] = "",
) -> None:
    """Download a task's Parquet files from the hub into the data folder, where they are ordinary local files."""
    from xstilts.readers.fetch import fetch
    from xstilts.task_types.base import find_task

    if data is None:
        fail("no data folder given. Pass it with --data DIR or set XSTILTS_DATA.")
    only = {"languages": languages.split() or None, "splits": splits.split() or None}
    got = fetch(find_task(task), task, data, revision=revision, **only)
    typer.echo(f"{got.folder}: {len(got.files)} files at revision {got.revision}.")


@store_app.command("verify")
def store_verify(store: StoreFolder = DEFAULT_STORE, as_json: Json = False) -> None:
    """Compare every finished file with its checksum."""
    from xstilts.graph.store import Store

    _need(store, "--store")
    damages = list(Store(store).verify())
    if as_json:
        _print([{"folder": str(d.folder), "file": d.file, "what": d.problem} for d in damages])
    for damage in () if as_json else damages:
        typer.echo(str(damage))
    if damages:
        fail(f"{store}: {len(damages)} damaged files. Remove their folders: the next run makes them again.")
    if not as_json:
        typer.echo(f"{store}: every file is as it was written.")


@store_app.command("prune")
def store_prune(
    study: StudyFile,
    data: Data = None,
    store: StoreFolder = DEFAULT_STORE,
    set_: Set = None,
    limit: Limit = None,
    dry_run: Annotated[bool, typer.Option(help="Only say how much would be freed.")] = False,
) -> None:
    """Remove every result that the given study does not need."""
    from xstilts.graph.stage import closure
    from xstilts.graph.store import Store

    _need(store, "--store")
    workspace = _workspace(data, store, "cpu", None)
    keep = {stage.key for stage in closure(workspace.expand(_read(study, set_, limit)).stages)}
    freed = Store(store).prune(keep, dry_run=dry_run)
    typer.echo(f"{store}: {freed / 2**20:,.1f} MiB {'would be ' if dry_run else ''}freed.")


@lab_app.command("show")
def lab_show(
    study: Annotated[Path | None, typer.Argument(metavar="[STUDY]", help="A study whose world to show.")] = None,
    set_: Set = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page to this file instead.")] = None,
) -> None:
    """Show the lab's languages side by side, examples of its tasks, and the known distances."""
    from xstilts.cli import lab

    world = _read(study, set_, None).lab if study else lab.default_world(set_ or [])
    lab.show(world, page)


@app.command()
def doctor(data: Data = None, store: StoreFolder = DEFAULT_STORE, as_json: Json = False) -> None:
    """Say what this machine has, what is missing and what to do about it."""
    from xstilts.cli import doctor as checks

    found = checks.findings(data, store)
    if as_json:
        _print([finding._asdict() for finding in found])
    else:
        checks.show(found)


def _read(path: Path, overrides: list[str] | None, limit: int | None) -> "Study":
    from xstilts.study import study as studies

    extra = [f"limit={limit}"] if limit else []
    return studies.read(path, (*(overrides or ()), *extra))


def _workspace(data: Path | None, store: Path, device: str, workers: int | None) -> "Workspace":
    from xstilts.workspace import Workspace, best_device

    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", device):
        raise UserError(f"--device {device}: no such device. Known: auto, cpu, cuda, cuda:0, cuda:1 ..., mps")
    chosen = best_device() if device == "auto" else device
    cores = workers or len(os.sched_getaffinity(0))
    return Workspace(data=data, store=store, device=chosen, workers=cores)


def _need(folder: Path, option: str) -> None:
    """Raises UserError where there is no such folder to look at."""
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder. Pass the right one with {option} DIR.")


def _say_failures(report: Any) -> None:
    stages: dict[str, list[str]] = {}
    for failure in report.failed:
        stages.setdefault(failure.message, []).append(failure.stage.label)
    for message, labels in stages.items():
        more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
        sys.stderr.write(f"xstilts: {message}\n  stopped: {', '.join(labels[:3])}{more}\n")
    sys.stderr.write(f"xstilts: {report}\n")


def _command() -> str:
    """The command as it was typed, for the report."""
    import shlex

    return shlex.join(["xstilts", *sys.argv[1:]])


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
