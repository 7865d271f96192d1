"""Runs a Score stage: predictions against gold, every metric, as totals and item by item. Needs no torch."""

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xstilts.base import files
from xstilts.graph.stage import Context
from xstilts.study.encodings import limited
from xstilts.study.predictions import PREDICTIONS, read
from xstilts.study.stages.score import ITEMS, SCORES, Score


def run(stage: Score, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/scores.json` (with what guessing gives, null where not known) and `out/items.parquet` (by id)."""
    data_slice = stage.predictions.data_slice
    metrics = data_slice.declared.metrics
    predictions = read(inputs["predictions"] / PREDICTIONS)
    by_language = {language: list(group) for language, group in groupby(predictions, attrgetter("language"))}
    scores: list[dict[str, object]] = []
    tables: list[pa.Table] = []
    for language, gold in limited(data_slice, stage.predictions.limit, context.data):
        guessed = data_slice.type.guess(gold)
        guesses = data_slice.type.score(gold, guessed) if guessed is not None else {}
        for name, items in data_slice.type.score(gold, by_language.get(language, [])).items():
            metric = metrics[name]
            known = name in guesses and guesses[name].denominator.any()
            guess = metric.value(*guesses[name]) if known else metric.guess
            value = metric.value(*items)
            scores.append({"language": language, "metric": name, "value": value, "guess": guess, "n": len(gold)})
            count = len(items.numerator)
            tables.append(
                pa.table(
                    {
                        "language": pa.array([language] * count).dictionary_encode(),
                        "metric": pa.array([name] * count).dictionary_encode(),
                        "id": [example.id for example in gold],
                        "numerator": np.asarray(items.numerator, dtype=np.float64),
                        "denominator": np.asarray(items.denominator, dtype=np.float64),
                    }
                )
            )
    files.write_json(out / SCORES, scores)
    pq.write_table(pa.concat_tables(tables, promote_options="permissive").unify_dictionaries(), out / ITEMS)
