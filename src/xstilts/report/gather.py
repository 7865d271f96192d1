"""Gathers all that a study's report shows from its finished stages."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xstilts.analysis.contrast import contrasts
from xstilts.analysis.gates import Facts, LearnedCheck
from xstilts.analysis.panel import Panel
from xstilts.analysis.transfer import transfer
from xstilts.analysis.verdict import judge
from xstilts.base import files
from xstilts.graph import recipe
from xstilts.graph.stage import closure
from xstilts.graph.store import Store
from xstilts.report.data import Curve, Provenance, ReportData
from xstilts.study import claims, collect
from xstilts.study.expansion.expand import Expansion, GridCell
from xstilts.study.lineage import phases
from xstilts.study.settings.study import Study
from xstilts.study.stages.overlaps import OVERLAPS, Overlaps
from xstilts.study.stages.train import LOG, Train


def gather(study: Study, expansion: Expansion, store: Store, *, command: str = "") -> ReportData:
    """Estimates, verdicts and everything else for the page, from what is in the store."""
    done, missing = collect.finished(expansion.cells, store)
    checked, _ = collect.finished(expansion.checks, store)
    panel = Panel.of(collect.by_item(done, store, claims.metrics(study)), study.seed_list)
    facts = Facts(intermediate=tuple(_checks(checked, store)))
    used = closure([cell.score for cell in (*done, *checked)])
    recipes = {stage.key: _json(store.folder(stage) / recipe.NAME) for stage in used}
    return ReportData(
        study=study.study,
        question=study.question,
        transfer=transfer(panel),
        rows=tuple(collect.rows(study.study, done, store)),
        verdicts=judge(panel, contrasts(study), facts),
        curves=tuple(_curves(done, store)),
        environment=_environment(recipes.values()),
        provenance=tuple(Provenance(label=stage.label, key=stage.key, recipe=recipes[stage.key]) for stage in used),
        warnings=(*_warnings(study, done, missing), *expansion.notes, *_overlaps(expansion.overlaps, store)),
        commands=(command,) if command else (),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=version("xstilts"),
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _checks(cells: Iterable[GridCell], store: Store) -> Iterator[LearnedCheck]:
    """By recipe and task: its score in the language of training and what guessing scores, means over seeds."""
    groups: dict[tuple[str, str, str], list[GridCell]] = {}
    for cell in cells:
        groups.setdefault((cell.encoder, cell.recipe, cell.target), []).append(cell)
    for (encoder, after, name), group in groups.items():
        metric = group[0].declared.metrics[group[0].declared.headline]
        scores = [score for cell in group for score in collect.read_scores(store.folder(cell.score))]
        scores = [score for score in scores if score["metric"] == metric.name]
        for language in dict.fromkeys(score["language"] for score in scores):
            found = [score for score in scores if score["language"] == language]
            guesses = [score["guess"] for score in found]
            yield LearnedCheck(
                encoder=encoder,
                recipe=after,
                task=name,
                language=language,
                metric=metric,
                value=sum(score["value"] for score in found) / len(found),
                guess=None if None in guesses else sum(guesses) / len(guesses),
            )


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
    points = [point for _, point in files.read_jsonl(store.folder(stage) / LOG)]
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
