"""How alike two sets of vectors of the same sentences are: of two languages, or of a model before and after training.

Row i of `x` (items, d) and row i of `y` (items, e) are of one item. All measures centre each column first, so none sees
a constant shift between the two sides. All work on products of features: no matrix of items by items is ever held.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONSTANT = 1e-12
"""Spread of a column, relative to its largest value, up to which it counts as constant: rounding alone makes that."""


class ProcrustesSplit(NamedTuple):
    """Distance of x from y as shares of y's variation: as they lie (`identity`) and after the best rotation."""

    identity: float
    rotation: float

    @property
    def recoverable(self) -> float:
        """What a rotation mends of the distance: alignment that is turned, not lost."""
        return self.identity - self.rotation


def linear_cka(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """Linear centred kernel alignment: |Y'X|^2 / (|X'X| |Y'Y|) in Frobenius norms (Kornblith et al. 2019, eq. 3-5).

    1 for the same up to rotation and one common scale, 0 where a side is constant. It sees neither of these two, so it
    misses damage to zero-shot transfer that a rotation does. With items < 10 d it is biased upwards: independent
    vectors look alike. Raises ValueError where the sides do not have the same items.
    """
    x, y = sides(x, y)
    return _ratio(_squared(x.T @ y), _squared(x.T @ x), _squared(y.T @ y))


def debiased_cka(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """Linear CKA with the unbiased HSIC of Song et al. 2012 (eq. 5), as Nguyen, Raghu and Kornblith 2021 use it.

    About 0 for independent vectors however few they are, so it may fall a little below. Insensitive to what
    `linear_cka` is. Raises ValueError with fewer than 4 items, for which it is not defined.
    """
    x, y = sides(x, y)
    if len(x) < 4:
        raise ValueError(f"{len(x)} items: debiased CKA needs at least 4")
    return _ratio(_unbiased_hsic(x, y), _unbiased_hsic(x, x), _unbiased_hsic(y, y))


def cka(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """Linear CKA, debiased where there are fewer than ten items a feature (of the wider side) and at least 4."""
    few = 4 <= len(x) < 10 * max(x.shape[1], y.shape[1])
    return debiased_cka(x, y) if few else linear_cka(x, y)


def anc(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """Average neuron-wise correlation, (1/d) sum_j corr(x_j, y_j) (Del and Fishel 2022), from -1 to 1.

    A head reads neurons, not subspaces: unlike CKA it sees rotations and permutations of features. It does not see the
    scale of a feature. A feature that is constant on a side counts 0. Raises ValueError for unequal shapes.
    """
    check_same_width(x, y)
    x, y = sides(x, y)
    norms = np.linalg.norm(x, axis=0) * np.linalg.norm(y, axis=0)
    shared = np.einsum("ij,ij->j", x, y)
    return float(np.divide(shared, norms, out=np.zeros_like(norms), where=norms > 0).mean())


def procrustes(x: NDArray[np.floating], y: NDArray[np.floating]) -> ProcrustesSplit:
    """|X - Y|^2 / |Y|^2 and min_Q |XQ - Y|^2 / |Y|^2 over orthogonal Q (Schonemann 1966), both sides centred.

    The minimum is (|X|^2 + |Y|^2 - 2 |X'Y|_*) / |Y|^2 with the nuclear norm. It sees scale, which no rotation mends.
    With few items a feature a rotation fits chance, and the split is too kind: compare at equal numbers of items. Both
    are 0 where both sides are constant and infinite where y alone is. Raises ValueError for unequal shapes.
    """
    check_same_width(x, y)
    x, y = sides(x, y)
    base = _squared(y)
    nuclear = float(np.linalg.svd(x.T @ y, compute_uv=False).sum())
    rotated = max(_squared(x) + base - 2 * nuclear, 0.0)  # rounding may leave less than nothing
    return ProcrustesSplit(_share(_squared(x - y), base), _share(rotated, base))


def relative_distance(x: NDArray[np.floating], start: NDArray[np.floating]) -> float:
    """|x - start| / |start| of weights or of embedding rows: how far training moved them. Both of any same shape."""
    moved = np.subtract(x, start, dtype=np.float64)
    return float(np.sqrt(_share(_squared(moved), _squared(np.asarray(start, np.float64)))))


def sides(x: NDArray[np.floating], y: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Both sides in float64 with centred columns. Raises ValueError for unequal items or infinite numbers."""
    if len(x) != len(y) or not len(x):
        raise ValueError(f"vectors of {len(x)} and of {len(y)} items: both sides need the same items, at least one")
    return _centred(x), _centred(y)


def _centred(vectors: NDArray[np.floating]) -> Floats:
    whole = np.asarray(vectors, np.float64)
    largest = np.abs(whole).max(axis=0)
    if not np.isfinite(largest).all():
        raise ValueError("vectors with numbers that are not finite cannot be compared")
    centred: Floats = whole - whole.mean(axis=0)
    centred[:, np.abs(centred).max(axis=0) <= CONSTANT * largest] = 0.0
    return centred


def _unbiased_hsic(x: Floats, y: Floats) -> float:
    """HSIC_1(K, L) of K = XX' and L = YY' (items, items), up to the factor n(n - 3), which CKA cancels.

    With K~, L~ those matrices without their diagonals k, l it is  tr(K~L~) + s_K s_L / ((n - 1)(n - 2)) - 2 r_K'r_L
    / (n - 2), r being sums of rows and s of all. None of these needs K itself: rows of K sum up to X(X'1) and
    tr(KL) = |X'Y|^2. Columns are centred, which HSIC_1 does not see: then X'1 is 0, r_K = -k and s_K = -sum(k).
    """
    n = len(x)
    own_x, own_y = np.einsum("ij,ij->i", x, x), np.einsum("ij,ij->i", y, y)  # the diagonals k and l
    products = float(own_x @ own_y)
    totals = float(own_x.sum() * own_y.sum())
    return _squared(x.T @ y) - products + totals / ((n - 1) * (n - 2)) - 2 * products / (n - 2)


def _ratio(shared: float, one: float, other: float) -> float:
    """The shared part over sqrt(one x other), 0 where a side does not vary."""
    return shared / float(np.sqrt(one) * np.sqrt(other)) if one > 0 and other > 0 else 0.0


def _share(part: float, base: float) -> float:
    return part / base if base > 0 else (float("inf") if part > 0 else 0.0)


def _squared(matrix: Floats) -> float:
    """Squared Frobenius norm."""
    return float(np.vdot(matrix, matrix))


def check_same_width(x: NDArray[np.floating], y: NDArray[np.floating]) -> None:
    """Raise ValueError where features cannot be compared one by one."""
    if x.shape != y.shape:
        raise ValueError(f"vectors of shape {x.shape} and {y.shape}: features are compared one by one")
