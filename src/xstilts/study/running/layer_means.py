"""Runs a LayerMeans stage: reads predictions, and averages them over items. Needs no torch."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from xstilts.base import files
from xstilts.graph.stage import Context
from xstilts.study import predictions
from xstilts.study.stages.layer_means import LAYERS, LayerMeans
from xstilts.study.vectors import VectorFolder


def run(stage: LayerMeans, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/layers.json`; a pair of which the measure is not defined at a layer does not count there."""
    by_language: dict[str, list[list[float | None]]] = defaultdict(list)
    for prediction in predictions.read(inputs["predictions"] / predictions.PREDICTIONS):
        by_language[prediction.language].append(prediction.value[stage.measure])
    layers = VectorFolder(inputs["vectors"]).layers
    entries = []
    for language, values in by_language.items():
        found = np.array(values, np.float64)  # (items, layers), None becomes NaN
        for layer, column in zip(layers, found.T, strict=True):
            known = column[np.isfinite(column)]
            mean = float(known.mean()) if len(known) else None
            entries.append({"language": language, "layer": layer, "value": mean, "n": len(known)})
    files.write_json(out / LAYERS, entries)
