"""The protocol of an analysis: what it needs, and how that becomes findings.

An analysis is a file of `xstilts.analyses` (or of the user's) whose ANALYSIS is a settings class with these methods.
It must import quickly: a study file that names it is read without any statistics.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from xstilts.analysis.contrast import Contrast
from xstilts.analysis.findings import Finding
from xstilts.analysis.gates import Facts
from xstilts.analysis.panel import Panel
from xstilts.study.expansion.grid import Further, Grid
from xstilts.study.expansion.lookup import Lookup

NO_FACTS = Facts()


@dataclass(frozen=True)
class FurtherResult:
    """A finished stage that an analysis asked for, and its folder."""

    further: Further
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that findings rest on: the study's scores, its claims, what gates go by, and the analysis's own stages."""

    panel: Panel
    contrasts: tuple[Contrast, ...] = ()
    facts: Facts = NO_FACTS
    results: tuple[FurtherResult, ...] = ()


class Analysis(Protocol):
    """A question to a study. Its fields are its settings in the study file."""

    def stages(self, look: Lookup, grid: Grid) -> Iterable[Further]:
        """The stages that it needs beside the table's. `look` finds tasks and files, and notes what is wrong."""
        ...

    def facts(self, results: Sequence[FurtherResult]) -> Facts:
        """What its finished stages tell that every verdict's gates go by."""
        ...

    def findings(self, evidence: Evidence) -> tuple[Finding, ...]:
        """What it finds: a pure function of the evidence, also of a study that is not finished."""
        ...
