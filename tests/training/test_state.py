"""When a state to resume from is saved: seldom enough to cost little, often enough to lose little."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from xstilts.training.state import DISK, SHARE, SHORTEST, SavingTimes


@given(cost=st.floats(0.001, 300), step=st.floats(0.01, 10))
def test_saving_takes_the_share_of_the_time_that_it_may(cost: float, step: float) -> None:
    now = saved = 0.0
    times = SavingTimes(0.0, cost)
    while now < 200 * max(SHORTEST, cost / SHARE):
        now += step * max(1.0, cost)
        if times.due(now):
            times.saved(now, now + cost)
            now += cost
            saved += cost
    assert 0 < saved <= SHARE * now


def test_before_the_first_state_its_size_tells_how_long_it_will_take() -> None:
    model = nn.ModuleList([nn.Linear(1000, 1000, bias=False), nn.Linear(1000, 1000, bias=False)])
    model[1].requires_grad_(False)
    assert SavingTimes.of(model, 5.0) == SavingTimes(5.0, 12e6 / DISK)
    with torch.device("meta"):
        large = nn.Linear(500_000, 1000, bias=False)
    times = SavingTimes.of(large, 0.0)
    assert not times.due(SHORTEST)
    assert times.due(6e9 / DISK / SHARE)
    times.saved(2000.0, 2001.0)  # a faster disk than was thought
    assert not times.due(2001.0 + 0.99 / SHARE)
    assert times.due(2001.1 + 1 / SHARE)
