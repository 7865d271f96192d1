"""The two-way bootstrap over seeds and test items, for anything that is a weighted sum of scores.

Scores are ratios of sums over items, so a draw of items is a row of counts and all redrawn scores of a test set are
one matrix product. Items that are translations of each other share an id and are drawn together in all languages.
"""

import zlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis import components, stats
from xstilts.analysis.components import Components
from xstilts.analysis.panel import Group, Panel, Place

DRAWS = 10_000
CHUNK = 250
Floats = NDArray[np.float64]
K = TypeVar("K", bound=Hashable)
Weights = tuple[tuple[Place, float], ...]
Sum = tuple[Weights, tuple[int, ...]]
"""A weighted sum of scores, and the seeds that all of its places have."""


class Quantity(NamedTuple):
    """What to estimate: the sum over places of weight x score, averaged over seeds.

    With `over` it is 100 x that sum / the sum for `over`: a relative change, in percent.
    """

    weights: Weights
    over: Weights = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All places that it needs."""
        return tuple(dict.fromkeys(place for place, _ in (*self.weights, *self.over)))


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A quantity with all that its intervals need: its value for every seed and for every draw.

    `by_seed` is (seeds,), `draws` is (B,). `value` is the estimate over all seeds and items. `components` is what its
    variance consists of; None with one seed, and for relative changes.
    """

    value: float
    by_seed: Floats = field(repr=False)
    draws: Floats = field(repr=False)
    seeds: tuple[int, ...]
    missing: tuple[int, ...]
    n: int
    components: Components | None = None

    def estimate(self, alpha: float = stats.ALPHA) -> stats.Estimate:
        """The value with the wider of two intervals: two-way bootstrap (percentiles) and t over seeds.

        `p` is the larger of the two tests' p values. With one seed nothing is known about other seeds.
        """
        bare = stats.Estimate(
            value=self.value,
            low=-np.inf,
            high=np.inf,
            n=self.n,
            method="one seed: no interval",
            level=1 - alpha,
            seeds=self.seeds,
            missing=self.missing,
        )
        if len(self.seeds) < 2:
            return bare
        low, high = (float(end) for end in np.quantile(self.draws, [alpha / 2, 1 - alpha / 2]))
        method = f"two-way bootstrap (seeds x items, {len(self.draws):,} draws)"
        shift = self.value - float(self.by_seed.mean())
        t_low, t_high = (end + shift for end in stats.t_interval(self.by_seed, alpha))
        if t_high - t_low >= high - low:
            low, high, method = t_low, t_high, "t interval over seeds"
        sd = float(self.by_seed.std(ddof=1))
        return replace(
            bare,
            low=low,
            high=high,
            method=method,
            p=max(stats.t_test(self.by_seed), self.bootstrap_p()),
            p_flip=stats.sign_flip(self.by_seed) if len(self.by_seed) <= 20 else None,
            sd=sd,
            d_z=float(self.by_seed.mean()) / sd if sd > 0 else None,
            error=max(stats.standard_error(self.by_seed), float(self.draws.std())),
        )

    def bootstrap_p(self) -> float:
        """Twice the smaller share of draws on one side of 0 (the draws' p value, never 0)."""
        below, above = int((self.draws <= 0).sum()), int((self.draws >= 0).sum())
        return min(1.0, 2 * (1 + min(below, above)) / (1 + len(self.draws)))


def sample(panel: Panel, quantities: Mapping[K, Quantity], *, draws: int = DRAWS, seed: int = 0) -> dict[K, Sample]:
    """Every quantity with its draws; one that has no seed common to all its places is left out (see `lacking`).

    The same panel and seed give the same numbers; another target's numbers do not change when one is added.
    """
    wanted = {name: (quantity, panel.common(quantity.places)) for name, quantity in quantities.items()}
    wanted = {name: (quantity, seeds) for name, (quantity, seeds) in wanted.items() if seeds and quantity.weights}
    sums = [(weights, seeds) for quantity, seeds in wanted.values() for weights in (quantity.weights, quantity.over)]
    width = max((len(seeds) for _, seeds in sums), default=0)
    streams = [_Stream.of(group, sums, width, seed) for group in panel.groups()] if width else []
    streams = [stream for stream in streams if len(stream.columns)]
    drawn = iter(_draw(streams, sums, draws, seed).T)
    noises = iter(_item_noise(streams, sums).T)
    found: dict[K, Sample] = {}
    for name, (quantity, seeds) in wanted.items():
        above, below = next(drawn), next(drawn)
        noise, _ = next(noises), next(noises)
        by_seed = _by_seed(panel, quantity.weights, seeds)
        value = float(by_seed.mean())
        if quantity.over:
            base = _by_seed(panel, quantity.over, seeds)
            value = 100.0 * _ratio(np.float64(by_seed.mean()), np.float64(base.mean())).item()
            above, by_seed = 100.0 * _ratio(above, below), 100.0 * _ratio(by_seed, base)
        missing = tuple(s for s in panel.seeds if s not in seeds)
        found[name] = Sample(
            value=value,
            by_seed=by_seed,
            draws=above,
            seeds=seeds,
            missing=missing,
            n=panel.items(quantity.places),
            components=None if quantity.over else components.estimate(by_seed, *noise),
        )
    return found


def _ratio(part: Floats | np.float64, whole: Floats | np.float64) -> Floats:
    """Part / whole, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=np.asarray(whole) != 0)


def _by_seed(panel: Panel, weights: Weights, seeds: Sequence[int]) -> Floats:
    return np.array([sum(weight * panel.cells[place][s].value for place, weight in weights) for s in seeds])


def _draw(streams: Sequence["_Stream"], sums: Sequence[Sum], draws: int, seed: int) -> Floats:
    """(draws, sums): every sum with seeds and items drawn anew."""
    counts = np.array([len(seeds) for _, seeds in sums])
    width = max(counts, default=0)
    uniform = np.random.default_rng([seed, 0]).random((draws, width))
    result = np.zeros((draws, len(sums)))
    for start in range(0, draws, CHUNK):
        stop = min(draws, start + CHUNK)
        per_seed = np.zeros((stop - start, len(sums) * width))
        for stream in streams:
            per_seed[:, stream.columns] += stream.scores(stop - start) @ stream.weights
        cube = per_seed.reshape(stop - start, len(sums), width)
        for count in np.unique(counts):
            share = _shares(uniform[start:stop, :count])
            result[start:stop, counts == count] = np.einsum("bqs,bs->bq", cube[:, counts == count, :count], share)
    return result


def _item_noise(streams: Sequence["_Stream"], sums: Sequence[Sum]) -> Floats:
    """(2, sums): the variance that drawing items anew gives one seed's value (mean over seeds), and their mean.

    A score moves with the share of each item in it, to first order (the infinitesimal jackknife, Efron 1982), so the
    variance is the sum of squares of the items' influences. Groups share no items, so theirs are added.
    """
    counts = np.array([len(seeds) for _, seeds in sums])
    result = np.zeros((2, len(sums)))
    for stream in streams:
        for start in range(0, len(stream.group.matrix), CHUNK):
            # (items, sums, seeds): how each item moves each seed's value; a sum with fewer seeds has zeros at the end.
            moves = np.zeros((len(stream.group.matrix[start : start + CHUNK]), len(sums) * max(counts)))
            moves[:, stream.columns] = stream.influences(start, start + CHUNK) @ stream.weights
            moves = moves.reshape(len(moves), len(sums), -1)
            result += [np.square(moves).sum(axis=(0, 2)) / counts, np.square(moves.sum(axis=2) / counts).sum(axis=0)]
    return result


def _shares(uniform: Floats) -> Floats:
    """How often each of k seeds is drawn in k draws, over k: (draws, k) from uniform numbers of that shape."""
    k = uniform.shape[1]
    drawn = (uniform * k).astype(np.int64)
    shares: Floats = (drawn[:, :, None] == np.arange(k)).mean(axis=1)
    return shares


@dataclass(frozen=True)
class _Stream:
    """One group's draws of items, turned into scores chunk by chunk, and how scores enter the sums."""

    group: Group
    weights: NDArray[np.float64]
    columns: NDArray[np.int64]
    random: np.random.Generator

    @classmethod
    def of(cls, group: Group, sums: Sequence[Sum], width: int, seed: int) -> "_Stream":
        """The stream of a group, with the columns (sum x seed) that its scores enter."""
        weights = np.zeros((len(group.series), len(sums) * width))
        for row, column, weight in _entries(group, sums, width):
            weights[row, column] += weight
        columns = np.flatnonzero(weights.any(axis=0))
        random = np.random.default_rng([seed, 1, zlib.crc32(group.name.encode())])
        return cls(group, weights[:, columns], columns, random)

    def scores(self, draws: int) -> Floats:
        """(draws, series): every score of the group with the group's items drawn anew."""
        size = len(self.group.matrix)
        picked = self.random.integers(0, size, (draws, size), dtype=np.int32)
        flat = picked + np.arange(draws, dtype=np.int64)[:, None] * size
        # Counts are small whole numbers: single precision halves the time and costs no digit that is printed.
        counts = np.bincount(flat.ravel(), minlength=draws * size).reshape(draws, size).astype(np.float32)
        totals = (counts @ self.group.matrix).astype(np.float64)
        return self.group.scales * _ratio(totals[:, self.group.numerators], totals[:, self.group.denominators])

    def influences(self, start: int, stop: int) -> Floats:
        """(items, series): how far each of these items moves each score when it is drawn once more, in its unit.

        For a score R = scale x r, r = sum(numerators) / sum(denominators), that is scale x (numerator - r x
        denominator) over the sum of denominators, the derivative of R by the item's count.
        """
        totals = self.group.matrix.sum(axis=0, dtype=np.float64)
        below = totals[self.group.denominators]
        ratio = _ratio(totals[self.group.numerators], below)
        some = self.group.matrix[start:stop]
        moves = some[:, self.group.numerators] - ratio * some[:, self.group.denominators]
        return self.group.scales * _ratio(moves, below)


def _entries(group: Group, sums: Sequence[Sum], width: int) -> Iterator[tuple[int, int, float]]:
    for index, (weights, seeds) in enumerate(sums):
        for place, weight in weights:
            for position, seed in enumerate(seeds):
                row = group.series.get((place, seed))
                if row is not None:
                    yield row, index * width + position, weight
