"""What claims of finished studies varied by, kept in the store, so that the next study like them can be planned.

A report writes the variance components of its claims here; `xstilts power` reads those of claims on the same tasks.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xstilts.analysis.components import Components, pooled
from xstilts.base import files
from xstilts.base.errors import UserError

FOLDER = "variance"
Scores = frozenset[tuple[str, str]]
"""What a claim is about: pairs of task and metric."""


@dataclass(frozen=True, kw_only=True)
class MeasuredClaim:
    """The variance components of one claim of a study on one encoder; `on` are the tasks and metrics it averages."""

    study: str
    claim: str
    encoder: str
    on: Scores
    components: Components


def write(store: Path, study: str, measured: Iterable[MeasuredClaim]) -> None:
    """Keep what was measured in the study of this name, in place of what was kept of it before."""
    entries = [{**asdict(entry), "on": sorted(entry.on)} for entry in measured]
    name = hashlib.sha256(study.encode()).hexdigest()[:20]  # a study's name may hold what a file's may not
    files.write_json(store / FOLDER / f"{name}.json", entries)


def read(store: Path) -> list[MeasuredClaim]:
    """All that is kept in the store. Raises UserError for a damaged file."""
    return [entry for path in sorted((store / FOLDER).glob("*.json")) for entry in _entries(path)]


def _entries(path: Path) -> Iterator[MeasuredClaim]:
    for entry in files.read_json(path):
        try:
            yield _entry(entry)
        except (TypeError, KeyError, ValueError):
            raise UserError(
                f"{path}: not the variance of a study: {str(entry)[:80]!r}. Remove the file and write the study's "
                "report again (`xstilts report STUDY`)."
            ) from None


def _entry(entry: dict[str, Any]) -> MeasuredClaim:
    on = frozenset((str(task), str(metric)) for task, metric in entry["on"])
    return MeasuredClaim(**{**entry, "on": on, "components": Components(**entry["components"])})


def alike(known: Sequence[MeasuredClaim], on: Scores, encoder: str) -> list[MeasuredClaim]:
    """The claims on the same tasks by the same metrics: those on the same encoder, or where there is none, on any."""
    same = [entry for entry in known if entry.on == on]
    return [entry for entry in same if entry.encoder == encoder] or same


def together(alike: Sequence[MeasuredClaim]) -> tuple[Components, str]:
    """Their components in one, and where these come from in words."""
    studies = ", ".join(dict.fromkeys(entry.study for entry in alike))
    return pooled(
        [entry.components for entry in alike]
    ), f"measured on {len(alike)} claim{'s' * (len(alike) != 1)} like it in {studies}"
