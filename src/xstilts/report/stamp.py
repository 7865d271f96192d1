"""Tells whether a report is of what it would be made from again, so that nothing is computed or drawn twice.

The stamp covers all that the page shows: the study, every score that is there or missing, what the tasks declare
(names, notes, metrics), the record and curve of every stage, the command, and the code and templates of the page.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from xstilts.base import files
from xstilts.graph import recipe
from xstilts.graph.plain import canonical
from xstilts.graph.stage import Stage, closure
from xstilts.graph.store import Store
from xstilts.study.expansion.expand import Expansion
from xstilts.study.settings.study import Study
from xstilts.study.stages.train import LOG

PAGE = "report.html"
STAMP = ".made-from"
CODE = ("xstilts.report", "xstilts.analysis", "xstilts.analyses", "xstilts.metrics", "xstilts.study")
"""The packages whose code decides what the page says of the same results."""


def stamp(study: Study, expansion: Expansion, store: Store, *, command: str, figures: bool) -> str:
    """A digest of all that the report of these results would show, made now."""
    stages = expansion.stages
    done = closure([stage for stage in stages if store.has(stage)])
    declared = {cell.target: cell.declared for cell in expansion.cells}
    tasks = [(name, task.headline, task.notes, repr(task.type)) for name, task in declared.items()]
    known = [
        version("xstilts"),
        _code(),
        repr(study),
        [f"{type(value).__module__}:{_source(type(value).__module__)}" for _, value in study.analyses],
        [stage.key for stage in stages],
        expansion.notes,
        [(stage.key, stage.label, *_records(stage, store)) for stage in done],
        tasks,
        command,
        figures,
    ]
    return hashlib.sha256(canonical(known).encode()).hexdigest()


def unchanged(folder: Path, made_from: str) -> Path | None:
    """The page in `folder` where it was made from the same, else None."""
    page, mark = folder / PAGE, folder / STAMP
    return page if page.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == made_from else None


def note(folder: Path, made_from: str) -> None:
    """Note what the report in `folder` was made from."""
    files.write_text(folder / STAMP, made_from)


def _records(stage: Stage, store: Store) -> Iterator[str]:
    """What the page shows of a stage beside its results: where it ran, and how its loss fell."""
    for name in (recipe.NAME, LOG):
        path = store.folder(stage) / name
        yield hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def sources(package: str) -> list[Path]:
    """Every file of a package: code, templates, style sheets."""
    return [path for folder in import_module(package).__path__ for path in Path(folder).rglob("*.*")]


@cache
def _code() -> str:
    return _digest(path for name in CODE for path in sources(name))


def _source(module: str) -> str:
    path = import_module(module).__file__
    return _digest([Path(path)]) if path else ""


def _digest(paths: Iterable[Path]) -> str:
    """Over names and contents, without what Python writes itself."""
    total = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file() and path.suffix != ".pyc"):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
