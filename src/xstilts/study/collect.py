"""From finished stages to plain results: rows and scores by item."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from xstilts.base import files
from xstilts.graph.store import Store
from xstilts.study import results
from xstilts.study.expansion.grid import GridCell
from xstilts.study.exposure import exposure
from xstilts.study.results import Row
from xstilts.study.stages.score import ITEMS, SCORES


def finished(cells: Iterable[GridCell], store: Store) -> tuple[list[GridCell], list[GridCell]]:
    """The cells whose scores are in the store, and those whose are not."""
    done: list[GridCell] = []
    missing: list[GridCell] = []
    for cell in cells:
        (done if store.has(cell.score) else missing).append(cell)
    return done, missing


def rows(study: str, cells: Iterable[GridCell], store: Store) -> list[Row]:
    """Every score of the given finished cells, all metrics."""
    return [
        Row(
            study=study,
            encoder=cell.encoder,
            recipe=cell.recipe,
            target=cell.target,
            language=score["language"],
            seed=cell.seed,
            metric=score["metric"],
            value=score["value"],
            n=score["n"],
            key=cell.score.key,
        )
        for cell in cells
        for score in read_scores(store.folder(cell.score))
    ]


def read_scores(folder: Path) -> list[dict[str, Any]]:
    """The scores in a Score stage's folder: language, metric, value, n and what guessing gives (or null)."""
    scores: list[dict[str, Any]] = files.read_json(folder / SCORES)
    return scores


def by_item(
    cells: Iterable[GridCell], store: Store, metrics: Mapping[str, Collection[str]] | None = None
) -> Iterator[results.ScoredCell]:
    """The scores of every finished cell and language, item by item: the headline and, by target, those of `metrics`."""
    for cell in cells:
        folder = store.folder(cell.score)
        seen = exposure(cell.score.predictions)
        guesses = {(score["language"], score["metric"]): score["guess"] for score in read_scores(folder)}
        table = pq.ParquetFile(folder / ITEMS).read()
        for name, metric in cell.declared.metrics.items():
            if name != cell.declared.headline and name not in (metrics or {}).get(cell.target, ()):
                continue
            rows = table.filter(pc.equal(table["metric"], name))
            for language in cell.score.predictions.data_slice.languages:
                part = rows.filter(pc.equal(rows["language"], language))
                yield results.ScoredCell(
                    encoder=cell.encoder,
                    recipe=cell.recipe,
                    target=cell.target,
                    language=language,
                    seed=cell.seed,
                    metric=metric,
                    ids=tuple(part["id"].to_pylist()),
                    numerator=part["numerator"].to_numpy(),
                    denominator=part["denominator"].to_numpy(),
                    guess=guesses[language, name],
                    exposure=seen,
                    key=cell.score.key,
                )
