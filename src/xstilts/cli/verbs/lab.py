"""What is done with the lab: show a world of it."""

from pathlib import Path
from typing import Annotated

import typer

from xstilts.cli.options import Set, read_study


def show(
    study: Annotated[Path | None, typer.Argument(metavar="[STUDY]", help="A study whose world to show.")] = None,
    set_: Set = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page to this file instead.")] = None,
) -> None:
    """Show the lab's languages side by side, examples of its tasks, and the known distances."""
    from xstilts.cli import lab as worlds

    world = read_study(study, set_, None).lab if study else worlds.default_world(set_ or [])
    worlds.show(world, page)
