"""Contamination: evaluation text that a study has trained on, the same or nearly."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from xstilts.analysis.base import Evidence, FurtherResult
from xstilts.analysis.findings import Finding, Table, TableCell
from xstilts.analysis.gates import Facts
from xstilts.base.config import settings
from xstilts.study.expansion import checks
from xstilts.study.expansion.grid import Further, Grid
from xstilts.study.expansion.lookup import Lookup
from xstilts.study.stages.overlaps import OVERLAPS


@settings
class Contamination:
    """Looks for all evaluation text of the study in all its training text. It has no settings."""

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """One search over the whole study."""
        return (Further(stage=checks.overlaps(look, [cell.score for cell in grid.cells])),)

    def facts(self, results: Sequence[FurtherResult]) -> Facts:
        """Nothing that a verdict hangs on: what was found is told, and the reader judges."""
        return Facts()

    def findings(self, evidence: Evidence) -> tuple[Finding, ...]:
        """A row for every training task and evaluation data set that share text, and a warning of each."""
        groups: dict[tuple[str, str, str], list[Any]] = {}
        for result in evidence.results:
            for entry in json.loads((result.folder / OVERLAPS).read_text(encoding="utf-8")):
                groups.setdefault((entry["train"], entry["task"], entry["split"]), []).append(entry)
        if not groups:
            return ()
        lines = {key: _languages(found) for key, found in groups.items()}
        return (
            Finding(
                name="contamination",
                title="Contamination",
                sentence="Evaluation text that training text has too, the same or nearly, by language.",
                tables=(
                    Table(
                        caption="Evaluation text that was trained on",
                        columns=("trained on", "evaluated on", "split", "languages"),
                        rows=tuple(tuple(map(_text, (*key, line))) for key, line in lines.items()),
                    ),
                ),
                warnings=tuple(
                    f"Training text of {train} has texts of {task} ({split}), the same or nearly: {line}."
                    for (train, task, split), line in lines.items()
                ),
            ),
        )


ANALYSIS = Contamination


def _text(text: str) -> TableCell:
    return TableCell(value=text)


def _languages(found: Sequence[Any]) -> str:
    """`de 1.2 %, tr 0.4 % and 3 ids`."""
    shares = [100 * (entry["texts"] + entry["near"]) / entry["total"] for entry in found]
    return ", ".join(
        f"{entry['language']} {share:.1f} %" + (f" and {entry['ids']} ids" if entry["ids"] else "")
        for entry, share in zip(found, shares, strict=True)
    )
