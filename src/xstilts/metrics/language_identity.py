"""How much of a vector says which language it is: a linear probe, and how far apart the languages' means lie.

Both are blind to alignment: a model may keep languages apart and still align them, once each is centred.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RIDGE = 1e-3
"""Penalty of the probe over the mean variance of a feature: the probe then does not see the vectors' scale."""


def probe_hits(vectors: NDArray[np.floating], language: Ints, item: Ints, folds: int = 5) -> Floats:
    """1 for every vector (n, d) whose `language` (n,) a linear probe tells that has not seen its item, else 0; (n,).

    The probe is least squares on indicators of the languages, ridge-penalised, the largest output wins (regularised
    least-squares classification, Rifkin, Yeo and Poggio 2003): it has one solution, so nothing is drawn. Folds hold
    whole items (n,), as translations say the same and would tell the probe about content. The probe sees neither
    rotation nor scale of all vectors. Guessing gives the largest language's share.

    Raises ValueError for one language only or fewer items than folds.
    """
    known, place = np.unique(language, return_inverse=True)
    items, number = np.unique(item, return_inverse=True)
    if len(known) < 2 or len(items) < folds:
        raise ValueError(f"{len(known)} languages and {len(items)} items, expected 2 and {folds} (the folds) at least")
    x = np.asarray(vectors, np.float64)
    x = x - x.mean(axis=0)  # for the digits: probes centre on what they are trained on
    wanted = np.eye(len(known))[place]  # (n, languages)
    fold = number % folds
    sums = [_sums(x[fold == one], wanted[fold == one]) for one in range(folds)]
    hits = np.empty(len(x))
    for one in range(folds):
        others = [sum(part) for part in zip(*(sums[f] for f in range(folds) if f != one), strict=True)]
        held = fold == one
        hits[held] = _outputs(x[held], *others).argmax(axis=1) == place[held]
    return hits


def _sums(x: Floats, wanted: Floats) -> tuple[Floats, Floats, Floats, Floats, float]:
    """What least squares needs of a fold; sums of folds are those of their union: X'X, X'Y, X'1, Y'1 and n."""
    return x.T @ x, x.T @ wanted, x.sum(axis=0), wanted.sum(axis=0), float(len(x))


def _outputs(x: Floats, gram: Floats, cross: Floats, x_sum: Floats, y_sum: Floats, count: float) -> Floats:
    """The outputs (m, languages) for `x` (m, d) of the probe that was fitted to the sums, its intercept unpenalised."""
    mean = x_sum / count
    gram = gram - np.outer(mean, x_sum)
    penalty = RIDGE * float(np.trace(gram)) / len(gram) or 1.0  # constant vectors: any penalty gives the intercept
    weights = np.linalg.solve(gram + penalty * np.eye(len(gram)), cross - np.outer(mean, y_sum))
    outputs: Floats = (x - mean) @ weights + y_sum / count
    return outputs


def centroid_distance(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """|mean(x) - mean(y)| over the root mean square distance of vectors from their own language's mean.

    `x` (n, d) and `y` (m, d) are of two languages and need not be parallel. It sees neither rotation nor scale of all
    vectors, and nothing of what differs between languages but their means. Infinite where neither language varies.
    """
    one, other = np.asarray(x, np.float64), np.asarray(y, np.float64)
    centres = one.mean(axis=0), other.mean(axis=0)
    within = float(np.square(one - centres[0]).sum() + np.square(other - centres[1]).sum()) / (len(one) + len(other))
    apart = float(np.linalg.norm(centres[0] - centres[1]))
    return apart / within**0.5 if within > 0 else (float("inf") if apart > 0 else 0.0)
