"""All scores of a study side by side, with the items under them, ready to be compared and drawn anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts.base.errors import UserError
from xstilts.metrics.metric import Metric
from xstilts.study.exposure import Exposure
from xstilts.study.results import ScoredCell


class Place(NamedTuple):
    """Where a score stands: all that names it but the seed."""

    encoder: str
    recipe: str
    target: str
    language: str
    metric: str


@dataclass(frozen=True)
class Group:
    """The scores of one target in languages that share items.

    `matrix` is (items, distinct columns) float32; `numerators` and `denominators` say which column each of
    `series` (place and seed) has, `scales` what its ratio is multiplied with. An item that a language lacks is 0 over
    0 there.
    """

    name: str
    series: Mapping[tuple[Place, int], int]
    matrix: NDArray[np.float32] = field(repr=False)
    numerators: NDArray[np.int64] = field(repr=False)
    denominators: NDArray[np.int64] = field(repr=False)
    scales: NDArray[np.float64] = field(repr=False)


@dataclass(frozen=True)
class Panel:
    """The cells of a study by place and seed; `seeds` are those that every place should have.

    `metrics` are those that each target was scored by, the headline first: comparisons are by it unless one says so.
    `exposures` say by (encoder, recipe, target) which languages the models had seen.
    """

    cells: Mapping[Place, Mapping[int, ScoredCell]]
    seeds: tuple[int, ...]
    metrics: Mapping[str, Mapping[str, Metric]]
    exposures: Mapping[tuple[str, str, str], Exposure]

    @classmethod
    def of(cls, cells: Iterable[ScoredCell], seeds: Sequence[int] | None = None) -> "Panel":
        """The panel of `cells`, those of a target's headline before its other metrics; `seeds` are all unless given.

        Raises UserError where a score comes twice, or where one test set has different items in two runs.
        """
        found: dict[Place, dict[int, ScoredCell]] = {}
        metrics: dict[str, dict[str, Metric]] = {}
        exposures: dict[tuple[str, str, str], Exposure] = {}
        for cell in cells:
            place = Place(cell.encoder, cell.recipe, cell.target, cell.language, cell.metric.name)
            exposures.setdefault((cell.encoder, cell.recipe, cell.target), cell.exposure)
            metrics.setdefault(cell.target, {}).setdefault(cell.metric.name, cell.metric)
            if found.setdefault(place, {}).setdefault(cell.seed, cell) is not cell:
                raise UserError(
                    f"{'/'.join(place[:4])}: two scores of seed {cell.seed}. Keep one: compare studies one at a time."
                )
        known = {seed for by_seed in found.values() for seed in by_seed}
        panel = cls(found, tuple(seeds) if seeds is not None else tuple(sorted(known)), metrics, exposures)
        panel._check_items()
        return panel

    def _check_items(self) -> None:
        first: dict[tuple[str, str], ScoredCell] = {}
        for place, by_seed in self.cells.items():
            for cell in by_seed.values():
                other = first.setdefault((place.target, place.language), cell)
                if tuple(cell.ids) != tuple(other.ids) and set(cell.ids) != set(other.ids):
                    raise UserError(
                        f"{place.target} ({place.language}): {len(cell.ids)} items for {cell.recipe!r} seed "
                        f"{cell.seed}, {len(other.ids)} for {other.recipe!r} seed {other.seed}, and not the same ones. "
                        "Compared scores need the same test items: run the study with one --limit and one data folder."
                    )

    def named(self, part: str) -> tuple[str, ...]:
        """All values of a part of a place ("recipe", "target" ...), in the order in which they came."""
        return tuple(dict.fromkeys(getattr(place, part) for place in self.cells))

    def zero_shot(self, encoder: str, target: str, recipes: Sequence[str]) -> tuple[str, ...]:
        """The languages with scores on the target of whose labels none of the recipes' models has seen any."""
        seen = [self.exposures.get((encoder, recipe, target), Exposure()) for recipe in recipes]
        return tuple(language for language in self.languages(target) if all(one.zero_shot(language) for one in seen))

    def sources(self, encoder: str, target: str, recipe: str) -> tuple[str, ...]:
        """The languages of the target's own training that it has scores in; nothing where it is only evaluated."""
        source = self.exposures.get((encoder, recipe, target), Exposure()).source
        return tuple(language for language in self.languages(target) if language in source)

    def headline(self, target: str) -> str:
        """The name of the target's headline metric, or nothing where it has no score."""
        return next(iter(self.metrics.get(target, {})), "")

    def metric(self, target: str, name: str = "") -> Metric | None:
        """The target's metric of that name, its headline unless one is given; None where it has no such score."""
        return self.metrics.get(target, {}).get(name or self.headline(target))

    def guess(self, place: Place) -> float | None:
        """What guessing scores there (in the metric's unit), where that is known."""
        return next((cell.guess for cell in self.cells.get(place, {}).values()), None)

    def mean(self, place: Place) -> float:
        """The score there, averaged over seeds, in the metric's unit."""
        return float(np.mean([cell.value for cell in self.cells[place].values()]))

    def languages(self, target: str) -> tuple[str, ...]:
        """The languages in which any recipe was scored on the target."""
        return tuple(dict.fromkeys(place.language for place in self.cells if place.target == target))

    def common(self, places: Sequence[Place]) -> tuple[int, ...]:
        """The seeds that every one of the places has, in order."""
        return tuple(seed for seed in self.seeds if all(seed in self.cells.get(place, {}) for place in places))

    def absent(self, places: Iterable[Place]) -> tuple[str, ...]:
        """What is missing there, in words: `recipe on target (language): seed 3`."""
        lacking = {place: [s for s in self.seeds if s not in self.cells.get(place, {})] for place in places}
        sentences = (
            f"{place.encoder}: {place.recipe} on {place.target} ({place.language}): "
            f"seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}"
            for place, seeds in lacking.items()
            if seeds
        )
        return tuple(dict.fromkeys(sentences))

    def items(self, places: Iterable[Place]) -> int:
        """How many distinct items lie under the places (translations count once)."""
        ids: dict[str, set[str]] = {}
        for place in places:
            for cell in list(self.cells.get(place, {}).values())[:1]:
                ids.setdefault(place.target, set()).update(cell.ids)
        return sum(len(found) for found in ids.values())

    def groups(self) -> list[Group]:
        """All scores, in groups that share no items: each group's items can be drawn on their own."""
        return [
            _group(self, target, languages)
            for target in self.named("target")
            for languages in _linked(self, target, self.languages(target))
        ]


def _ids(panel: Panel, target: str, language: str) -> tuple[str, ...]:
    cells = (by_seed for place, by_seed in panel.cells.items() if place[2:4] == (target, language))
    return next(tuple(cell.ids) for by_seed in cells for cell in by_seed.values())


def _linked(panel: Panel, target: str, languages: Sequence[str]) -> list[list[str]]:
    """The languages in sets that share items, directly or through others."""
    linked: list[tuple[list[str], set[str]]] = []
    for language in languages:
        names, ids = [language], set(_ids(panel, target, language))
        apart = []
        for others in linked:
            if ids.isdisjoint(others[1]):
                apart.append(others)
            else:
                names, ids = others[0] + names, ids | others[1]
        linked = [*apart, (names, ids)]
    return [names for names, _ in linked]


def _group(panel: Panel, target: str, languages: Sequence[str]) -> Group:
    ids = dict.fromkeys(item for language in languages for item in _ids(panel, target, language))
    columns = _Columns({item: row for row, item in enumerate(ids)})
    cells = {
        (place, seed): cell
        for place, by_seed in panel.cells.items()
        if place.target == target and place.language in languages
        for seed, cell in by_seed.items()
    }
    pairs = [[columns.add(cell, cell.numerator), columns.add(cell, cell.denominator)] for cell in cells.values()]
    tops, bottoms = np.array(pairs, dtype=np.int64).T
    name = "\n".join([target, *sorted(languages)])
    series = {key: position for position, key in enumerate(cells)}
    scales = np.array([cell.metric.scale for cell in cells.values()])
    return Group(name, series, np.stack(columns.arrays, axis=1), tops, bottoms, scales)


class _Columns:
    """Distinct columns over the items of a group: denominators are often the same for every seed and recipe."""

    def __init__(self, index: Mapping[str, int]) -> None:
        self.index = index
        self.arrays: list[NDArray[np.float32]] = []
        self.numbers: dict[bytes, int] = {}
        self.rows: dict[tuple[str, ...], NDArray[np.int64]] = {}

    def add(self, cell: ScoredCell, values: NDArray[np.float64]) -> int:
        """The number of the column with the cell's `values` at the rows of its items, and 0 elsewhere."""
        ids = tuple(cell.ids)
        if ids not in self.rows:
            self.rows[ids] = np.array([self.index[item] for item in ids], dtype=np.int64)
        column = np.zeros(len(self.index), dtype=np.float32)
        column[self.rows[ids]] = values
        number = self.numbers.setdefault(column.tobytes(), len(self.arrays))
        if number == len(self.arrays):
            self.arrays.append(column)
        return number
