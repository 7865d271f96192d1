"""What a report shows, as plain values: it can be tested without a page, and the page adds nothing to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xstilts.analysis.findings import Finding
from xstilts.study.results import Row


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where one stage's results came from: the content of its recipe.json."""

    label: str
    key: str
    recipe: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """All of a study's report, the findings in the order in which they are shown.

    `made` is the date as it is to be printed, `environment` what the study ran on (name, value), `warnings` one
    sentence each (hygiene, data), `commands` how to run it again.
    """

    study: str
    question: str
    findings: tuple[Finding, ...] = ()
    rows: tuple[Row, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()
    warnings: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    made: str = ""
    version: str = ""

    @property
    def claims(self) -> Finding:
        """What became of the study's own claims, which comes first."""
        return self.findings[0]
