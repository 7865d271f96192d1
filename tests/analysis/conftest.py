"""Invented scores with a known structure: a level per recipe and language, seed noise and item noise."""

import numpy as np
import pytest

from xstilts.analysis.panel import Panel
from xstilts.metrics.metric import ACCURACY
from xstilts.study.exposure import Exposure
from xstilts.study.results import ScoredCell

ENGLISH = Exposure(source=("en",), labels=frozenset({"en"}))
"""What a model has seen whose target was trained on English labels."""


def cell(values, *, recipe="none", target="t", language="de", seed=0, encoder="e", ids=None, **changes):
    """A cell of the given item values."""
    numerator = np.asarray(values, dtype=np.float64)
    return ScoredCell(
        encoder=encoder,
        recipe=recipe,
        target=target,
        language=language,
        seed=seed,
        metric=changes.get("metric", ACCURACY),
        ids=tuple(ids if ids is not None else map(str, range(len(numerator)))),
        numerator=numerator,
        denominator=np.asarray(changes.get("denominator", np.ones(len(numerator))), dtype=np.float64),
        guess=changes.get("guess", 0.0),
        exposure=changes.get("exposure", ENGLISH),
        key=f"{recipe}-{target}-{language}-{seed}",
    )


def study(levels, *, seeds=5, items=200, spread=0.0, target="t", random=0, guess=0.0):
    """Cells for `levels` {(recipe, language): share right}, with a seed effect of the given spread (in shares)."""
    rng = np.random.default_rng(random)
    hard = rng.random(items)
    cells = []
    for recipe in dict.fromkeys(recipe for recipe, _ in levels):
        for seed in range(seeds):
            shift = spread * rng.standard_normal()
            for (name, language), level in levels.items():
                if name == recipe:
                    right = 0.5 * hard + 0.5 * rng.random(items) < _threshold(level + shift)
                    cells.append(cell(right, recipe=recipe, target=target, language=language, seed=seed, guess=guess))
    return cells


def _threshold(share):
    """Where the mean of two uniform numbers lies below with the given chance."""
    share = min(max(share, 0.0), 1.0)
    return np.sqrt(share / 2) if share < 0.5 else 1 - np.sqrt((1 - share) / 2)


@pytest.fixture(scope="session")
def invent():
    """The functions that make cells and panels."""

    class Invent:
        cell = staticmethod(cell)
        cells = staticmethod(study)

        @staticmethod
        def panel(levels, **options):
            return Panel.of(study(levels, **options))

    return Invent
