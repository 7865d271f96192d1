"""From finished stages to plain results: rows and scores by item."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from xstilts.graph.store import Store
from xstilts.study import results
from xstilts.study.expansion.expand import GridCell
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
    """The scores in a Score stage's folder: language, metric, value, n and what guessing gives."""
    scores: list[dict[str, Any]] = json.loads((folder / SCORES).read_text())
    return scores


def by_item(cells: Iterable[GridCell], store: Store) -> Iterator[results.ScoredCell]:
    """The headline score of every finished cell and language, item by item."""
    for cell in cells:
        metric = cell.declared.headline
        table = pq.ParquetFile(store.folder(cell.score) / ITEMS).read()
        table = table.filter(pc.equal(table["metric"], metric))
        for language in cell.score.predictions.data_slice.languages:
            part = table.filter(pc.equal(table["language"], language))
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
                key=cell.score.key,
            )
