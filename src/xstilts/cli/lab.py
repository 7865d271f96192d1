"""What is done with the lab: show a world of it, in the terminal or as a page."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.cli.opening import read_study
from xstilts.cli.options import Set

if TYPE_CHECKING:
    from xstilts.lab.settings import LabSettings


def show(
    study: Annotated[Path | None, typer.Argument(metavar="[STUDY]", help="A study whose world to show.")] = None,
    set_: Set = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page to this file instead.")] = None,
) -> None:
    """Show the lab's languages side by side, examples of its tasks, and the known distances."""
    from xstilts.lab import show as showing
    from xstilts.lab.languages import open_lab

    content = showing.content(open_lab(read_study(study, set_, None).lab if study else _default_world(set_ or [])))
    if page is not None:
        files.write_text(page, showing.page(content))
        typer.echo(f"Page: {page}")
        return
    console = Console()
    for table in showing.tables(content):
        console.print(table)
        console.print()


def _default_world(overrides: Sequence[str]) -> "LabSettings":
    """The lab's default world. Raises UserError for overrides: they belong to the study that has a world."""
    from xstilts.lab.settings import LabSettings

    if overrides:
        raise UserError("--set changes the world of a study: name the study file, `xstilts lab show STUDY --set lab.…`")
    return LabSettings()
