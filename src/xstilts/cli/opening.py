"""What shared options stand for: a study, a workspace, a folder."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts.base.errors import UserError

if TYPE_CHECKING:
    from xstilts.study.settings.study import Study
    from xstilts.workspace import Workspace


def read_study(path: Path, overrides: list[str] | None, limit: int | None) -> "Study":
    """The study in the file, with `--set` and `--limit` over it. Raises UserError for its mistakes."""
    from xstilts.study.settings import study as studies

    extra = [f"limit={limit}"] if limit else []
    return studies.read(path, (*(overrides or ()), *extra))


def open_workspace(data: Path | None, store: Path, device: str, workers: int | None, ranks: int = 1) -> "Workspace":
    """The workspace of the options. Raises UserError for an unknown device."""
    from xstilts.workspace import Workspace, best_device

    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", device):
        raise UserError(f"--device {device}: no such device. Known: auto, cpu, cuda, cuda:0, cuda:1 ..., mps")
    chosen = best_device() if device == "auto" else device
    cores = workers or len(os.sched_getaffinity(0))
    return Workspace(data=data, store=store, device=chosen, workers=cores, ranks=ranks)


def need_folder(folder: Path, option: str) -> None:
    """Raises UserError where there is no such folder to look at."""
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder. Pass the right one with {option} DIR.")
