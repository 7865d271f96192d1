"""What the vectors of parallel text tell of two languages, as one value an item whose mean is the measure."""

from collections.abc import Callable, Mapping

import numpy as np

from xstilts.metrics.alignment import centred, cosine_hits, margin_hits
from xstilts.metrics.influence import anc_by_item, cka_by_item, procrustes_by_item
from xstilts.metrics.language_identity import centroid_distance, probe_hits
from xstilts.metrics.mining import Vectors
from xstilts.metrics.similarity import Floats

FOLDS = 5
"""Folds of the language probe; with fewer items there are as many folds as items."""


def measures(source: Vectors, target: Vectors) -> dict[str, Floats]:
    """Every measure of `source` (items, d) and `target`, its translation line by line: (items,) each, by name.

    `alignment_*` are precision at 1, the mean of both directions; `language_probe` is the accuracy of telling both
    languages apart. The distance of the languages' centroids is no matter of single items: all have the same value.
    """
    return {name: measure(source, target) for name, measure in MEASURES.items()}


def _identity(source: Vectors, target: Vectors) -> Floats:
    return procrustes_by_item(source, target)[0]


def _rotation(source: Vectors, target: Vectors) -> Floats:
    return procrustes_by_item(source, target)[1]


def _probe(source: Vectors, target: Vectors) -> Floats:
    """The mean of both sides' hits; half where there are too few items to hold any back."""
    items = np.arange(len(source))
    if len(items) < 2:
        return np.full(len(items), 0.5)
    language = np.repeat(np.arange(2), len(items))
    hits = probe_hits(np.concatenate([source, target]), language, np.tile(items, 2), min(FOLDS, len(items)))
    both: Floats = hits.reshape(2, -1).mean(axis=0)
    return both


def _centroids(source: Vectors, target: Vectors) -> Floats:
    return np.full(len(source), centroid_distance(source, target))


MEASURES: Mapping[str, Callable[[Vectors, Vectors], Floats]] = {
    "alignment_centred": lambda source, target: cosine_hits(centred(source), centred(target)).both,
    "alignment_cosine": lambda source, target: cosine_hits(source, target).both,
    "alignment_margin": lambda source, target: margin_hits(source, target).both,
    "cka": cka_by_item,
    "anc": anc_by_item,
    "procrustes_identity": _identity,
    "procrustes_rotation": _rotation,
    "language_probe": _probe,
    "centroid_distance": _centroids,
}
