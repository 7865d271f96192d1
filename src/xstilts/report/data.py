"""What a report shows, as plain values: it can be tested without a page, and the page adds nothing to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xstilts.analysis.transfer import Transfer
from xstilts.analysis.verdict import Verdict
from xstilts.study.results import Row


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The loss of one training stage. Curves of one `group` (pretraining, intermediate, a target) share a chart.

    `label` names the line (its recipe), `seed` its repetition. `steps` and `losses` are of equal length.
    """

    group: str
    label: str
    seed: int
    steps: tuple[int, ...]
    losses: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where one stage's results came from: the content of its recipe.json."""

    label: str
    key: str
    recipe: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """All of a study's report.

    `made` is the date as it is to be printed, `environment` what the study ran on (name, value), `warnings` one
    sentence each (overlaps, hygiene), `commands` how to run it again.
    """

    study: str
    question: str
    transfer: Transfer
    rows: tuple[Row, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    curves: tuple[Curve, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()
    warnings: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    made: str = ""
    version: str = ""
