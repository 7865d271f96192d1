"""Whether a classifier's confidence can be trusted: calibration error, and risk against coverage.

`confidence` (items,) are probabilities of the predicted labels, `right` (items,) whether these are right.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Right = NDArray[np.bool_]

BINS = 15
"""Bins of equal width, as in Guo et al. 2017."""


def expected_calibration_error(confidence: Values, right: Right, *, bins: int = BINS) -> float:
    """How far confidence and accuracy are apart, in points: ECE = sum_b |B_b|/n |acc(B_b) - conf(B_b)|.

    Guo et al. 2017, eq. 3. Bin b holds confidences in ((b-1)/bins, b/bins]; 0 goes into the first. Not a number
    without items.
    """
    if not len(confidence):
        return float("nan")
    # Sums of signed gaps by bin: |sum(right - confidence)| is |B_b| times the difference of the two means.
    index = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    gaps = np.bincount(index, weights=right - confidence, minlength=bins)
    return 100.0 * float(np.abs(gaps).sum()) / len(confidence)


def area_under_risk_coverage(confidence: Values, right: Right) -> float:
    """The mean error over all coverages, in points: AURC = 1/n sum_k (errors among the k most confident) / k.

    Geifman, Uziel and El-Yaniv 2019. Items of equal confidence enter together, each with the mean error of the
    group, so that their order does not count. Not a number without items.
    """
    if not len(confidence):
        return float("nan")
    _, group, sizes = np.unique(-confidence, return_inverse=True, return_counts=True)
    share = np.bincount(group, weights=~right) / sizes
    errors = np.cumsum(np.repeat(share, sizes))
    return 100.0 * float(np.mean(errors / np.arange(1, len(confidence) + 1)))
