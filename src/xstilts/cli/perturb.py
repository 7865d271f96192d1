"""Writes a perturbed data set, and reads back what people said of it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from xstilts.base import files
from xstilts.base.errors import UserError, unknown
from xstilts.cli.opening import need_folder
from xstilts.cli.options import Data, Json
from xstilts.cli.output import print_json

if TYPE_CHECKING:
    from xstilts.perturbations.suite import PerturbedTask


def perturb(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task whose examples to perturb.")],
    family: Annotated[str, typer.Option(help="Families with commas between them, or all.")] = "all",
    languages: Annotated[
        str, typer.Option(help="Codes with commas between them; all that are at hand unless said.")
    ] = "",
    data: Data = None,
    output_dir: Annotated[Path, typer.Option(help="Where the perturbed data set is written.")] = Path("perturbed"),
    split: Annotated[str, typer.Option(help="The split to perturb.")] = "test",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many examples of every language.")] = None,
    strength: Annotated[
        float | None, typer.Option(help="The share of possible edits; the family's own unless said.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other edits.")] = 0,
    lexicons: Annotated[Path | None, typer.Option(help="The folder of lexicons; that of --data unless said.")] = None,
    encoder: Annotated[str, typer.Option(help="An encoder whose tokenizer tells which edits have an effect.")] = "",
    max_length: Annotated[int, typer.Option(min=8, help="The encoder's window in tokens.")] = 128,
    judge: Annotated[bool, typer.Option(help="Also write sheets of 50 items for people to judge.")] = False,
    judged: Annotated[list[Path] | None, typer.Option(help="Print the agreement of judged sheets instead.")] = None,
    as_json: Json = False,
) -> None:
    """Write a task's examples perturbed, the originals beside them, and what could not be perturbed and why."""
    if judged:
        _show_judged(judged, as_json)
        return
    from xstilts.perturbations.suite import asked

    codes = tuple(languages.replace(",", " ").split())
    suite = _suite(task, data, lexicons, codes, split=split)
    suite = replace(suite, limit=limit, tokenizer=_tokenizer(encoder), max_length=max_length)
    perturbations, every = asked(tuple(family.replace(",", " ").split()), strength, seed)
    rows, left = _written(suite, perturbations, every=every, judge=judge, output_dir=output_dir)
    files.write_json(output_dir / "summary.json", {"task": task, "split": split, "made": rows, "not_made": left})
    if as_json:
        print_json({"made": rows, "not_made": left})
    else:
        _show(rows, left, output_dir)


def _suite(
    task: str, data: Path | None, lexicons: Path | None, languages: tuple[str, ...], *, split: str
) -> "PerturbedTask":
    from xstilts.perturbations.suite import PerturbedTask
    from xstilts.task_types.base import find_task

    declared = find_task(task)
    if data is not None:
        need_folder(data, "--data")
    elif declared.made is None:
        raise UserError("no data folder given. Pass it with --data DIR or set XSTILTS_DATA.")
    if lexicons is not None:
        need_folder(lexicons, "--lexicons")
    folder = data or Path()
    if split not in declared.splits:
        raise UserError(f"{task}: {unknown('split', split, declared.splits)}")
    found = languages or declared.languages_of(folder, split)
    if not found:
        raise UserError(f"{task}: no {split} file of any language in {folder}. Pass the folder with --data DIR.")
    return PerturbedTask(
        task=declared, name=task, languages=found, data=folder, lexicons=lexicons or folder, split=split
    )


def _tokenizer(encoder: str) -> Any:
    if not encoder:
        return None
    from xstilts.models.tokenization import of_encoder

    return of_encoder(encoder)


def _written(
    suite: "PerturbedTask", perturbations: list[Any], *, every: bool, judge: bool, output_dir: Path
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Write the data of every perturbation; their summaries, and why others could not be made of all that there are."""
    from xstilts.perturbations import exports, judging
    from xstilts.perturbations.slices import editable

    kind = editable(suite.task, suite.name)
    rows, left, made = [], {}, {}
    for perturbation in perturbations:
        try:
            slices = list(suite.made(perturbation))
        except UserError as error:
            if not every:
                raise
            left[perturbation.family] = str(error)
            continue
        made[perturbation.family] = slices
        if lacking := set(suite.languages) - {one.language for one in slices}:
            left[perturbation.family] = f"not valid for {', '.join(sorted(lacking))}"
        for one in slices:
            exports.write_slice(output_dir, kind, perturbation, one)
            if judge:
                judging.write_sheet(output_dir, kind, perturbation, one)
            rows.append(exports.summary(perturbation, one))
    files.write_text(output_dir / "examples.md", exports.examples_page(kind, made))
    return rows, left


def _show(rows: list[dict[str, Any]], left: dict[str, str], output_dir: Path) -> None:
    table = Table(box=None, pad_edge=False)
    for column in (
        "family",
        "effect",
        "language",
        "perturbed",
        "excluded",
        "distance",
        "effective",
        "excluded as",
    ):
        table.add_column(column, justify="right" if column in ("perturbed", "excluded", "distance") else "left")
    for row in rows:
        effective = "-" if row["effective"] is None else f"{100 * row['effective']:.1f}%"
        cells = [row["family"], row["effect"], row["language"], str(row["perturbed"]), str(row["excluded"])]
        reason = next(iter(row["reasons"]), "")
        table.add_row(*cells, f"{100 * row['mean_distance']:.1f}%", effective, reason)
    console = Console()
    console.print(table)
    for family, why in left.items():
        console.print(f"not made: {family}: {why}", markup=False)
    console.print(f"Written to {output_dir}: <family>/<language>.jsonl, summary.json, examples.md", markup=False)


def _show_judged(paths: list[Path], as_json: bool) -> None:
    from xstilts.perturbations.judging import read_sheets

    judged = read_sheets(paths)
    if as_json:
        print_json([one._asdict() for one in judged])
        return
    for one in judged:
        share = f"{one.agreement:.1f}% [{one.low:.1f}, {one.high:.1f}]" if one.items else "nothing judged"
        typer.echo(f"{one.family} {one.language}: {share} of {one.items} labels hold, {one.unjudged} not judged")
