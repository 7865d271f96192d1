"""What is done with the official files of a benchmark: score, lint, labels, export."""

from pathlib import Path
from typing import Annotated

import typer

from xstilts.cli.opening import open_workspace, read_study
from xstilts.cli.options import DEFAULT_STORE, BenchmarkName, Data, Json, Limit, Set, StoreFolder, StudyFile
from xstilts.cli.output import fail, print_json


def score(
    predictions: Annotated[Path, typer.Option(help="The folder of official prediction files.")],
    labels: Annotated[Path, typer.Option(help="The folder of label files; `xstilts labels` makes it.")],
    benchmark: BenchmarkName = "xtreme",
    task: Annotated[list[str] | None, typer.Option(help="Score only this task; repeatable.")] = None,
    languages: Annotated[bool, typer.Option("--languages", help="Also show every language.")] = False,
    as_json: Json = False,
) -> None:
    """Score official prediction files as the benchmark's own evaluator does."""
    from xstilts.cli import benchmark_tables as tables
    from xstilts.protocols import benchmarks, scoring

    found = scoring.score(benchmarks.find_benchmark(benchmark), predictions, labels, tasks=task)
    if as_json:
        print_json(found.plain())
    else:
        tables.show_score(found, languages=languages)


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
        print_json([{"file": str(found.path), "line": found.line, "problem": found.problem} for found in findings])
    for found in () if as_json else findings:
        typer.echo(str(found))
    if findings:
        fail(f"{predictions}: {len(findings)} findings.")
    if not as_json:
        typer.echo(f"{predictions}: nothing to find fault with.")


def labels(
    to: Annotated[Path, typer.Option(help="Where the label files are written.")],
    data: Data = None,
    benchmark: BenchmarkName = "xtreme",
    as_json: Json = False,
) -> None:
    """Rebuild the benchmark's label files from the public test sets; say what was built, what not and why."""
    from xstilts.cli import benchmark_tables as tables
    from xstilts.protocols import benchmarks

    built = open_workspace(data, DEFAULT_STORE, "cpu", None).labels(benchmarks.find_benchmark(benchmark), to)
    if as_json:
        print_json([{**entry._asdict(), "path": entry.path and str(entry.path)} for entry in built])
    else:
        tables.show_labels(built)


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
    from xstilts.cli import benchmark_tables as tables
    from xstilts.protocols import benchmarks
    from xstilts.protocols.study_files import EntryChoice

    written = open_workspace(data, store, "cpu", None).export(
        read_study(study, set_, limit),
        benchmarks.find_benchmark(benchmark),
        to,
        choice=EntryChoice(encoder=encoder, recipe=recipe, seed=seed, targets=tuple(target or ())),
        gold=labels,
        partial=partial,
    )
    if as_json:
        gaps = [gap._asdict() for gap in written.gaps]
        print_json({**written._asdict(), "files": [str(path) for path in written.files], "gaps": gaps})
    else:
        tables.show_export(written, str(to))
