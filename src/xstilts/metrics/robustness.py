"""How well a classifier holds under perturbations, by item, so that scores can be averaged and drawn anew.

`clean` is whether the model is right on each original, (items,). `perturbed` is whether it is right on each variant of
it, (variants, items); `there` says which variants exist, since not every item can be perturbed by every family.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Right = NDArray[np.bool_]
Values = NDArray[np.float64]


class Ratios(NamedTuple):
    """A measure by item: it is 100 x sum(numerator) / sum(denominator) over any set of items. Both are (items,)."""

    numerator: Values
    denominator: Values

    @property
    def value(self) -> float:
        """The measure over all items, in points; not a number where no item counts."""
        total = float(self.denominator.sum())
        return 100.0 * float(self.numerator.sum()) / total if total else float("nan")


def robust_accuracy(clean: Right, perturbed: Right, there: Right) -> Ratios:
    """1 for an item that is right as it is and in all of its variants.

    RA = 1/n sum_i prod_{x' in A(x_i)} 1{f(x') = y_i}: accuracy against the worst case (Madry et al. 2018, eq. 2.1). The
    original belongs to A(x), so clean errors count.
    """
    held = (perturbed | ~there).all(axis=0)
    return Ratios((clean & held).astype(np.float64), np.ones(len(clean)))


def corrupted_accuracy(perturbed: Right, there: Right) -> Ratios:
    """The mean accuracy over an item's variants (Hendrycks and Dietterich 2019): sum_v right / sum_v 1, over items.

    An item counts as often as it has variants.
    """
    return Ratios((perturbed & there).sum(axis=0).astype(np.float64), there.sum(axis=0).astype(np.float64))


def attack_success(clean: Right, perturbed: Right, there: Right, *, among: Right | None = None) -> Ratios:
    """The share of items, right as they are, that a variant breaks: ASR = #{clean, a variant wrong} / #{clean}.

    `among` are the items that count, such as those that all compared models get right (`right_in_all`); models of
    different clean accuracy are then compared on the same items. Items without a variant do not count.
    """
    counted = clean & there.any(axis=0)
    counted = counted if among is None else counted & among
    broken = counted & (there & ~perturbed).any(axis=0)
    return Ratios(broken.astype(np.float64), counted.astype(np.float64))


def right_in_all(clean: Right) -> Right:
    """The items that every model gets right; `clean` is (models, items)."""
    return np.asarray(clean.all(axis=0))


def contrast_consistency(clean: Right, flipped: Right, there: Right) -> Ratios:
    """Whether an item and its twin with the other label are both right (Gardner et al. 2020); `flipped` is (items,).

    `there` says which items have a twin; others do not count.
    """
    return Ratios((clean & flipped & there).astype(np.float64), there.astype(np.float64))


def prediction_consistency(clean: NDArray[np.generic], perturbed: NDArray[np.generic], there: Right) -> Ratios:
    """The share of an item's variants that are predicted as the item itself is, right or wrong: P(f(x') = f(x)).

    `clean` is (items,) of predicted labels, `perturbed` (variants, items).
    """
    same = (perturbed == clean[None, :]) & there
    return Ratios(same.sum(axis=0).astype(np.float64), there.sum(axis=0).astype(np.float64))


class Line(NamedTuple):
    """A line through control models: robust accuracy = intercept + slope x clean accuracy, in points."""

    intercept: float
    slope: float

    def at(self, clean: float) -> float:
        """The robust accuracy that a model of this clean accuracy would have."""
        return self.intercept + self.slope * clean


def line(clean: Values, robust: Values) -> Line:
    """The least squares line through control models' accuracies, both (models,) in points.

    Raises ValueError where fewer than two clean accuracies differ.
    """
    centred = clean - clean.mean()
    spread = float((centred**2).sum())
    if len(clean) < 2 or spread == 0.0:
        raise ValueError(f"a line needs two control models of different clean accuracy, got {clean.tolist()}")
    slope = float((centred * (robust - robust.mean())).sum()) / spread
    return Line(float(robust.mean()) - slope * float(clean.mean()), slope)


def effective_robustness(clean: float, robust: float, controls: Line) -> float:
    """Robust accuracy beyond what clean accuracy explains, in points: RA - beta(clean) (Taori et al. 2020, sec. 2).

    Accuracies are in points, `controls` is fitted on models without the intervention. The paper fits logits; here
    the line is fitted to points, which is as good over the few points that control models are apart.
    """
    return robust - controls.at(clean)


def median_queries(queries: NDArray[np.int64], broken: Right) -> float:
    """The median number of queries over the attacks that succeeded; not a number where none did. Both (items,)."""
    return float(np.median(queries[broken])) if broken.any() else float("nan")
