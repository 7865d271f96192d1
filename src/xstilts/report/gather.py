"""Gathers all that a study's report shows from its finished stages."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xstilts.analysis.base import Evidence, FurtherResult
from xstilts.analysis.contrast import contrasts
from xstilts.analysis.findings import Finding, verdict_finding
from xstilts.analysis.gates import Facts
from xstilts.analysis.panel import Panel
from xstilts.analysis.transfer_charts import recipe_order
from xstilts.analysis.verdict import judge
from xstilts.graph import recipe
from xstilts.graph.stage import closure
from xstilts.graph.store import Store
from xstilts.report.data import Provenance, ReportData
from xstilts.report.training import training
from xstilts.study import claims, collect
from xstilts.study.expansion.expand import Expansion
from xstilts.study.expansion.grid import GridCell
from xstilts.study.settings.study import Study


def gather(study: Study, expansion: Expansion, store: Store, *, command: str = "") -> ReportData:
    """Findings and everything else for the page, from what is in the store."""
    done, missing = collect.finished(expansion.cells, store)
    used = closure([stage for stage in expansion.stages if store.has(stage)])
    recipes = {stage.key: _json(store.folder(stage) / recipe.NAME) for stage in used}
    return ReportData(
        study=study.study,
        question=study.question,
        findings=findings(study, expansion, store),
        rows=tuple(collect.rows(study.study, done, store)),
        environment=_environment(recipes.values()),
        provenance=tuple(Provenance(label=stage.label, key=stage.key, recipe=recipes[stage.key]) for stage in used),
        warnings=(*_warnings(study, done, missing), *expansion.notes),
        commands=(command,) if command else (),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=version("xstilts"),
    )


def findings(study: Study, expansion: Expansion, store: Store) -> tuple[Finding, ...]:
    """The verdicts on the study's claims, then what each of its analyses finds, and how training went."""
    done, _ = collect.finished(expansion.cells, store)
    panel = Panel.of(collect.by_item(done, store, claims.metrics(study)), study.seed_list)
    results: dict[str, list[FurtherResult]] = {name: [] for name, _ in study.analyses}
    for further in expansion.further:
        if store.has(further.stage):
            results[further.analysis].append(FurtherResult(further, store.folder(further.stage)))
    asked = contrasts(study)
    facts = _joined((analysis.facts(results[name]) for name, analysis in study.analyses), study.matched)
    found = [verdict_finding(judge(panel, asked, facts))]
    for name, analysis in study.analyses:
        evidence = Evidence(panel=panel, contrasts=asked, facts=facts, results=tuple(results[name]))
        found += analysis.findings(evidence)
    trained = training(done, store, recipe_order(panel))
    return (*found, trained) if trained else tuple(found)


def _joined(parts: Iterable[Facts], match: tuple[str, ...]) -> Facts:
    each = list(parts)
    return Facts(
        intermediate=tuple(check for part in each for check in part.intermediate),
        targets=tuple(check for part in each for check in part.targets),
        budgets=tuple(budget for part in each for budget in part.budgets),
        match=match,
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _environment(recipes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the stages ran on; where they differ, every value."""
    found: dict[str, dict[str, None]] = {}
    seconds = memory = 0.0
    count = 0
    for entry in recipes:
        count += 1
        seconds += entry["seconds"]
        memory = max(memory, entry["peak_memory"])
        known = {name: entry[name] for name in ("python", "platform", "device", "threads", "commit")}
        for name, value in (known | entry["versions"]).items():
            if value is not None:
                found.setdefault(name, {})[str(value)] = None
    environment = {name: ", ".join(values) for name, values in found.items()}
    stages = {
        "stages": f"{count}",
        "stage time": f"{seconds / 60:.1f} min",
        "largest stage": f"{memory / 2**30:.2f} GiB",
    }
    return {**stages, **environment}


def _warnings(study: Study, done: list[GridCell], missing: list[GridCell]) -> Iterator[str]:
    """What a reader must know: what is unfinished, limited or peculiar to a data set."""
    if missing:
        yield f"{len(missing)} of {len(missing) + len(done)} scores are missing: the study is not finished."
    if study.limit:
        yield f"This is a smoke run: at most {study.limit} examples of every language of every task were used."
    for name, task in {cell.target: cell.declared for cell in done}.items():
        yield from (f"{name}: {note}" for note in task.notes)
