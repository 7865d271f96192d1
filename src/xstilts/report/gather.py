"""Gathers all that a study's report shows from its finished stages."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xstilts.analysis.contrast import Contrast
from xstilts.analysis.gates import Facts
from xstilts.analysis.panel import Panel
from xstilts.analysis.transfer import transfer
from xstilts.analysis.verdict import judge
from xstilts.graph import recipe
from xstilts.graph.stage import closure
from xstilts.graph.store import Store
from xstilts.report.data import Curve, Provenance, ReportData
from xstilts.study import collect
from xstilts.study.expansion.expand import Expansion, GridCell
from xstilts.study.lineage import phases
from xstilts.study.settings.study import Study
from xstilts.study.stages.overlaps import OVERLAPS, Overlaps
from xstilts.study.stages.train import LOG, Train


def gather(study: Study, expansion: Expansion, store: Store, *, command: str = "") -> ReportData:
    """Estimates, verdicts and everything else for the page, from what is in the store."""
    done, missing = collect.finished(expansion.cells, store)
    checked, _ = collect.finished(expansion.checks, store)
    panel = Panel.of(collect.by_item(done, store), study.seed_list)
    facts = Facts(chance=dict(_chance(done, store)), learned=_learned(checked, store))
    contrasts = [
        Contrast(
            claim=claim.claim,
            better=claim.better,
            than=claim.than,
            on=claim.targets,
            smallest_effect=claim.smallest_effect,
            languages=claim.languages,
        )
        for claim in study.contrasts
    ]
    used = closure([cell.score for cell in (*done, *checked)])
    recipes = {stage.key: _json(store.folder(stage) / recipe.NAME) for stage in used}
    return ReportData(
        study=study.study,
        question=study.question,
        transfer=transfer(panel),
        rows=tuple(collect.rows(study.study, done, store)),
        verdicts=judge(panel, contrasts, facts),
        curves=tuple(_curves(done, store)),
        environment=_environment(recipes.values()),
        provenance=tuple(Provenance(label=stage.label, key=stage.key, recipe=recipes[stage.key]) for stage in used),
        warnings=(*_warnings(study, done, missing), *_overlaps(expansion.overlaps, store)),
        commands=(command,) if command else (),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=version("xstilts"),
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _headline(cell: GridCell, store: Store) -> Iterator[dict[str, Any]]:
    metric = cell.declared.headline
    return (score for score in collect.read_scores(store.folder(cell.score)) if score["metric"] == metric)


def _chance(cells: Iterable[GridCell], store: Store) -> Iterator[tuple[tuple[str, str], float]]:
    """What guessing scores, by target and language."""
    for cell in cells:
        for score in _headline(cell, store):
            yield (cell.target, score["language"]), score["guess"]


def _learned(cells: Iterable[GridCell], store: Store) -> dict[str, tuple[tuple[str, float, float], ...]]:
    """By recipe: intermediate task, its English score (mean over seeds) and what guessing scores."""
    values: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for cell in cells:
        for score in _headline(cell, store):
            values.setdefault(cell.recipe, {}).setdefault(cell.target, []).append((score["value"], score["guess"]))
    return {
        name: tuple(
            (task, sum(value for value, _ in pairs) / len(pairs), sum(guess for _, guess in pairs) / len(pairs))
            for task, pairs in tasks.items()
        )
        for name, tasks in values.items()
    }


def _curves(cells: Iterable[GridCell], store: Store) -> Iterator[Curve]:
    """The loss of every training phase, once."""
    seen: set[str] = set()
    for cell in cells:
        for place, stage in enumerate(trained := phases(cell.score)):
            if stage.key in seen or not store.has(stage):
                continue
            seen.add(stage.key)
            last = place == len(trained) - 1 and cell.declared.type.trainable
            yield from _curves_of(stage, cell, store, group=_group(stage, cell, last=last))


def _group(stage: Train, cell: GridCell, *, last: bool) -> str:
    if last:
        return f"Target {cell.target}"
    return "Pretraining" if stage.role.part == "pretraining" else "Intermediate training"


def _curves_of(stage: Train, cell: GridCell, store: Store, *, group: str) -> Iterator[Curve]:
    text = (store.folder(stage) / LOG).read_text(encoding="utf-8")
    points = [json.loads(line) for line in text.splitlines()]
    for name in sorted({key for point in points for key in point if key.startswith("loss/")}):
        own = [(point["step"], point[name]) for point in points if name in point]
        head = name.removeprefix("loss/")
        label = cell.recipe if group.startswith("Target") else head
        if group == "Intermediate training":
            label = f"{cell.recipe}: {head}"
        steps, losses = zip(*own, strict=True)
        yield Curve(group=group, label=label, seed=stage.seed, steps=steps, losses=losses)


def _environment(recipes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the stages ran on; where they differ, every value."""
    found: dict[str, dict[str, None]] = {}
    seconds = memory = 0.0
    count = 0
    for entry in recipes:
        count += 1
        seconds += entry["seconds"]
        memory = max(memory, entry["peak_memory"])
        told = {name: entry[name] for name in ("python", "platform", "device", "threads", "commit")} | entry["versions"]
        for name, value in told.items():
            if value is not None:
                found.setdefault(name, {})[str(value)] = None
    told_all = {name: ", ".join(values) for name, values in found.items()}
    stages = {
        "stages": f"{count}",
        "stage time": f"{seconds / 60:.1f} min",
        "largest stage": f"{memory / 2**30:.2f} GiB",
    }
    return {**stages, **told_all}


def _overlaps(stage: Overlaps, store: Store) -> Iterator[str]:
    """Evaluation text that was trained on, by training and evaluation task."""
    if not store.has(stage):
        return
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for entry in _json(store.folder(stage) / OVERLAPS):
        groups.setdefault((entry["train"], entry["task"], entry["split"]), []).append(entry)
    for (train, task, split), found in groups.items():
        shares = [100 * (entry["texts"] + entry["near"]) / entry["total"] for entry in found]
        languages = ", ".join(
            f"{entry['language']} {share:.1f} %" + (f" and {entry['ids']} ids" if entry["ids"] else "")
            for entry, share in zip(found, shares, strict=True)
        )
        yield f"Training text of {train} has texts of {task} ({split}), the same or nearly: {languages}."


def _warnings(study: Study, done: list[GridCell], missing: list[GridCell]) -> Iterator[str]:
    """What a reader must know: what is unfinished, limited or peculiar to a data set."""
    if missing:
        yield f"{len(missing)} of {len(missing) + len(done)} scores are missing: the study is not finished."
    if study.limit:
        yield f"This is a smoke run: at most {study.limit} examples of every language of every task were used."
    for name, task in {cell.target: cell.declared for cell in done}.items():
        yield from (f"{name}: {note}" for note in task.notes)
