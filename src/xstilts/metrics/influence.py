"""Measures of similarity as one value an item whose mean is the measure, so that a bootstrap can draw items anew.

CKA, ANC and Procrustes distances are no sums over items. Their influence functions tell how far each item moves them:
the mean of measure + influence is the measure itself, and over draws of items it spreads as the measure does, to first
order (the infinitesimal jackknife; Efron 1982, chapter 6). Shapes and errors are those of `metrics.similarity`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import svd

from xstilts.metrics.similarity import Floats, check_same_width, cka, sides


def cka_by_item(x: NDArray[np.floating], y: NDArray[np.floating]) -> Floats:
    """`similarity.cka`, debiased where that is, (items,).

    With A = |Y'X|^2, B = |X'X|^2 and C = |Y'Y|^2, an item's parts of which are a_i = x_i'(X'Y)y_i and so on (without
    the item's own product where debiased), CKA = A / sqrt(BC) moves by 2 a_i / sqrt(BC) - CKA (b_i / B + c_i / C).
    """
    whole = cka(x, y)
    few = 4 <= len(x) < 10 * max(x.shape[1], y.shape[1])
    x, y = sides(x, y)
    shared, own_x, own_y = (_parts(one, other, without_own=few) for one, other in ((x, y), (x, x), (y, y)))
    scale = own_x.sum() * own_y.sum()
    if scale <= 0 or whole == 0:
        return np.full(len(x), whole, np.float64)
    moved = 2 * shared / np.sqrt(scale) - whole * (own_x / own_x.sum() + own_y / own_y.sum())
    by_item: Floats = whole + len(x) * (moved - moved.mean())
    return by_item


def _parts(x: Floats, y: Floats, *, without_own: bool) -> Floats:
    """(items,): sum over j of (x_i'x_j)(y_i'y_j), with or without j = i."""
    parts: Floats = np.einsum("id,de,ie->i", x, x.T @ y, y, optimize=True)
    return parts - np.einsum("id,id->i", x, x) * np.einsum("id,id->i", y, y) if without_own else parts


def anc_by_item(x: NDArray[np.floating], y: NDArray[np.floating]) -> Floats:
    """`similarity.anc`, (items,): the mean over features of u v + r (1 - (u^2 + v^2) / 2), u and v being standardised.

    A feature that is constant on a side has r = 0 and no influence.
    """
    check_same_width(x, y)
    u, v = (_standardised(side) for side in sides(x, y))
    known = (u.any(axis=0) & v.any(axis=0)).astype(np.float64)
    r = (u * v).mean(axis=0)
    by_item: Floats = ((u * v + r * (1 - (u**2 + v**2) / 2)) * known).mean(axis=1)
    return by_item


def _standardised(centred: Floats) -> Floats:
    deviation = centred.std(axis=0)
    standardised: Floats = np.divide(centred, deviation, out=np.zeros_like(centred), where=deviation > 0)
    return standardised


def procrustes_by_item(x: NDArray[np.floating], y: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Both parts of `similarity.procrustes`, (items,) each: distances as they lie and after the best rotation.

    A ratio of sums moves by (d_i - ratio s_i) / mean(s), d_i being an item's squared distance and s_i its squared
    length in y. The best rotation itself, being best, moves nothing to first order.
    """
    check_same_width(x, y)
    x, y = sides(x, y)
    left, _, right = svd(x.T @ y)
    lengths = np.square(y).sum(axis=1)
    found = (_ratio_by_item(np.square(one - y).sum(axis=1), lengths) for one in (x, x @ (left @ right)))
    identity, rotation = found
    return identity, rotation


def _ratio_by_item(part: Floats, base: Floats) -> Floats:
    """One value an item whose mean is sum(part) / sum(base); where the base is 0, as `similarity.procrustes` has it."""
    if base.sum() <= 0:
        return np.full(len(part), np.inf if part.sum() > 0 else 0.0)
    ratio = part.sum() / base.sum()
    by_item: Floats = ratio + (part - ratio * base) / base.mean()
    return by_item
