"""What is done with the data sets on disk: list the tasks, check the files, fetch copies from the hub."""

from typing import Annotated

import typer

from xstilts.cli.opening import need_folder
from xstilts.cli.options import Data, Json
from xstilts.cli.output import fail, print_json

Checked = Annotated[
    list[str] | None,
    typer.Option("--task", metavar="TASK", help="Only this task, by name or by the path of your own file; repeatable."),
]


def tasks(data: Data = None, as_json: Json = False) -> None:
    """List all tasks: type, languages, what of each is in the data folder, licence."""
    from xstilts.cli import task_tables

    if data is not None:
        need_folder(data, "--data")
    listed = task_tables.task_rows(data)
    if as_json:
        print_json(listed)
    else:
        task_tables.show(listed)


def check(data: Data = None, task: Checked = None, as_json: Json = False) -> None:
    """Read every file of every task: count rows, check labels, languages and checksums, find overlaps."""
    from xstilts.cli import data_tables

    found = data_tables.check(data, task, quiet=as_json)
    if as_json:
        print_json(data_tables.as_json(found))
    else:
        data_tables.show(found)
    if found.mistakes:
        raise SystemExit(2)


def fetch(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task whose copy on the hub to download.")],
    data: Data = None,
    revision: Annotated[str, typer.Option(help="A commit of the hub's data set instead of the pinned one.")] = "",
    languages: Annotated[str, typer.Option(help="Codes with spaces between them; all unless said.")] = "",
    splits: Annotated[str, typer.Option(help="Such as 'dev test'; all unless said.")] = "",
) -> None:
    """Download a task's Parquet files from the hub into the data folder, where they are ordinary local files."""
    from xstilts.readers.fetch import fetch as download
    from xstilts.task_types.base import find_task

    if data is None:
        fail("no data folder given. Pass it with --data DIR or set XSTILTS_DATA.")
    only = {"languages": languages.split() or None, "splits": splits.split() or None}
    got = download(find_task(task), task, data, revision=revision, **only)
    typer.echo(f"{got.folder}: {len(got.files)} files at revision {got.revision}.")
