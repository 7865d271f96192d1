"""Worlds: how often things are spoken of."""

import pytest

from xstilts.lab.settings import LabSettings
from xstilts.lab.streams import Weighted
from xstilts.lab.worlds import build


def shares(weighted: Weighted) -> dict[int, float]:
    """The probability of every concept."""
    return {
        concept: (bound - before) / weighted.bounds[-1]
        for concept, bound, before in zip(weighted.values, weighted.bounds, (0, *weighted.bounds), strict=False)
    }


@pytest.mark.parametrize("seed", range(5))
def test_every_group_of_verbs_has_common_and_rare_ones(seed):
    world = build(LabSettings(seed=seed, verbs=4))
    of_all = shares(world.verbs)
    rank = {verb: place for place, verb in enumerate(sorted(of_all, key=of_all.__getitem__))}
    for group in world.groups.values():
        assert sorted(rank[verb] // len(world.groups) for verb in group.values) == [0, 1, 2, 3]
