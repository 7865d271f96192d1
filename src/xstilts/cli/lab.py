"""`xstilts lab show`: a world of the lab in the terminal or as a page."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from xstilts.base import files
from xstilts.base.errors import UserError
from xstilts.lab import show as showing
from xstilts.lab.languages import open_lab
from xstilts.lab.settings import LabSettings


def default_world(overrides: Sequence[str]) -> LabSettings:
    """The lab's default world. Raises UserError for overrides: they belong to the study that has a world."""
    if overrides:
        raise UserError("--set changes the world of a study: name the study file, `xstilts lab show STUDY --set lab.…`")
    return LabSettings()


def show(world: LabSettings, page: Path | None) -> None:
    """Print the world, or write it to `page`."""
    found = showing.content(open_lab(world))
    if page is not None:
        files.write_bytes(page, showing.page(found).encode())
        Console().print(f"Page: {page}", soft_wrap=True)
        return
    console = Console()
    for table in showing.tables(found):
        console.print(table)
        console.print()
