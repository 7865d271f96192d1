"""The two-way bootstrap over seeds and test items, for anything that is a weighted sum of scores.

Scores are ratios of sums over items, so a draw of items is a row of counts and all redrawn scores of a test set are
one matrix product. Items that are translations of each other share an id and are drawn together in all languages.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

import numpy as np

from xstilts.analysis import components, stats
from xstilts.analysis.components import Components
from xstilts.analysis.item_draws import Floats, ItemStream, Sum, Weights, ratio
from xstilts.analysis.panel import Panel, Place

DRAWS = 10_000
CHUNK = 250
K = TypeVar("K", bound=Hashable)


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
        # The percentile interval of the draws (B,), and the t interval of the seeds (S,) moved to the same value, as
        # the mean of ratios over seeds is not quite that of a relative change. The wider one counts.
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
    # A quantity is estimated on the seeds that all of its places have, so that every difference is paired by seed.
    wanted = {name: (quantity, panel.common(quantity.places)) for name, quantity in quantities.items()}
    wanted = {name: (quantity, seeds) for name, (quantity, seeds) in wanted.items() if seeds and quantity.weights}
    # Two sums a quantity, itself and what it is relative to (empty where it is not): their draws come in this order.
    sums = [(weights, seeds) for quantity, seeds in wanted.values() for weights in (quantity.weights, quantity.over)]
    width = max((len(seeds) for _, seeds in sums), default=0)
    streams = [ItemStream.of(group, sums, width, seed) for group in panel.groups()] if width else []
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
            value = 100.0 * ratio(np.float64(by_seed.mean()), np.float64(base.mean())).item()
            above, by_seed = 100.0 * ratio(above, below), 100.0 * ratio(by_seed, base)
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


def _by_seed(panel: Panel, weights: Weights, seeds: Sequence[int]) -> Floats:
    return np.array([sum(weight * panel.cells[place][s].value for place, weight in weights) for s in seeds])


def _draw(streams: Sequence[ItemStream], sums: Sequence[Sum], draws: int, seed: int) -> Floats:
    """(draws, sums): every sum with seeds and items drawn anew."""
    counts = np.array([len(seeds) for _, seeds in sums])
    width = max(counts, default=0)
    # (draws, width) uniform numbers say which seeds a draw takes. All sums share them: a seed stands for one training
    # run of everything, so what is drawn for one target is drawn for all.
    uniform = np.random.default_rng([seed, 0]).random((draws, width))
    result = np.zeros((draws, len(sums)))
    for start in range(0, draws, CHUNK):
        stop = min(draws, start + CHUNK)
        # (chunk, sums x width): every sum for every seed, items drawn anew. Groups share no items, so theirs are added:
        # (chunk, series) scores @ (series, columns) weights, written only to the columns that the group takes part in.
        per_seed = np.zeros((stop - start, len(sums) * width))
        for stream in streams:
            per_seed[:, stream.columns] += stream.scores(stop - start) @ stream.weights
        cube = per_seed.reshape(stop - start, len(sums), width)
        # (chunk, sums, width) by how often each seed was drawn, (chunk, count): sums with equally many seeds at once.
        for count in np.unique(counts):
            share = _shares(uniform[start:stop, :count])
            result[start:stop, counts == count] = np.einsum("bqs,bs->bq", cube[:, counts == count, :count], share)
    return result


def _item_noise(streams: Sequence[ItemStream], sums: Sequence[Sum]) -> Floats:
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
    # (draws, k) numbers of seeds, compared with each seed: (draws, k drawn, k seeds), averaged over what was drawn.
    drawn = (uniform * k).astype(np.int64)
    shares: Floats = (drawn[:, :, None] == np.arange(k)).mean(axis=1)
    return shares
