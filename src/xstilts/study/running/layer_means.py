"""Runs a LayerMeans stage: reads predictions, and averages them over items."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from transformers import AutoConfig

from xstilts.base import files
from xstilts.graph.stage import Context
from xstilts.models.layers import chosen_layers
from xstilts.study import predictions
from xstilts.study.stages.base import CHECKPOINT
from xstilts.study.stages.layer_means import LAYERS, LayerMeans
from xstilts.task_types.alignment import Alignment


def run(stage: LayerMeans, inputs: Mapping[str, Path], out: Path, context: Context) -> None:
    """Fill `out/layers.json`; a pair of which the measure is not defined at a layer does not count there."""
    by_language: dict[str, list[list[float | None]]] = defaultdict(list)
    for prediction in predictions.read(inputs["predictions"] / predictions.PREDICTIONS):
        by_language[prediction.language].append(prediction.value[stage.measure])
    kind = stage.predictions.data_slice.type
    if not isinstance(kind, Alignment):
        raise TypeError(f"{stage.label}: {type(kind).__name__} has no values by layer")
    count = AutoConfig.from_pretrained(inputs["model"] / CHECKPOINT, local_files_only=True).num_hidden_layers
    layers = chosen_layers(kind.layers, count)
    entries = []
    for language, values in by_language.items():
        found = np.array(values, np.float64)  # (items, layers), None becomes NaN
        for layer, column in zip(layers, found.T, strict=True):
            known = column[np.isfinite(column)]
            mean = float(known.mean()) if len(known) else None
            entries.append({"language": language, "layer": layer, "value": mean, "n": len(known)})
    files.write_json(out / LAYERS, entries)
