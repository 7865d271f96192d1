import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.base.errors import UserError
from xstilts.training.batches import RowSource, apportioned, epoch_order, schedule, shares, within_budget


@given(st.lists(st.integers(1, 60), min_size=1, max_size=300), st.integers(1, 40), st.booleans())
def test_an_epoch_has_every_row_once(lengths: list[int], size: int, grouped: bool) -> None:
    batches = epoch_order(np.array(lengths), size, np.random.default_rng(0), grouped=grouped)
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    assert all(len(batch) <= size for batch in batches)


def test_grouped_batches_hold_rows_of_similar_length() -> None:
    lengths = np.random.default_rng(0).integers(5, 100, 3000)

    def spread(grouped: bool) -> float:
        batches = epoch_order(lengths, 32, np.random.default_rng(1), grouped=grouped)
        return float(np.mean([np.ptp(lengths[batch]) for batch in batches]))

    assert spread(grouped=True) < 0.1 * spread(grouped=False)


def test_a_source_is_a_function_of_seed_and_number() -> None:
    lengths = np.random.default_rng(0).integers(5, 100, 50)
    straight = RowSource("a", lengths, 8, 3, True)
    jumping = RowSource("a", lengths, 8, 3, True)
    numbers = list(range(20))
    in_order = [straight.batch(number).tolist() for number in numbers]
    assert [jumping.batch(number).tolist() for number in reversed(numbers)] == in_order[::-1]
    assert RowSource("a", lengths, 8, 4, True).batch(0).tolist() != in_order[0]
    assert RowSource("b", lengths, 8, 3, True).batch(0).tolist() != in_order[0]


def test_shares_follow_the_asked_mixing() -> None:
    sizes = [900, 100]
    assert shares(sizes, mixing="proportional").tolist() == [0.9, 0.1]
    assert shares(sizes, mixing="uniform").tolist() == [0.5, 0.5]
    assert shares(sizes, mixing="temperature", temperature=2).tolist() == pytest.approx([0.75, 0.25])
    assert shares(sizes, mixing="given", weights=[1, 3]).tolist() == [0.25, 0.75]


def test_weights_that_do_not_fit_the_tasks_are_refused() -> None:
    with pytest.raises(UserError, match=r"mixing weights \[0\.0, 0\.0\] do not fit 2 tasks"):
        shares([5, 5], mixing="given", weights=[0.0, 0.0])


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.integers(1, 500), st.integers(0, 5))
def test_a_schedule_keeps_the_shares_to_within_a_batch(raw: list[float], steps: int, seed: int) -> None:
    wanted = np.array(raw) / sum(raw)
    chosen, number = schedule(wanted, steps, seed)
    counts = np.bincount(chosen, minlength=len(raw))
    assert np.all(np.abs(counts - wanted * steps) < 1 + 1e-9)
    for source in range(len(raw)):
        assert number[chosen == source].tolist() == list(range(counts[source]))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(1, 120))
def test_pieces_keep_the_budget_and_the_order(lengths: list[int], budget: int) -> None:
    rows = np.arange(len(lengths))
    pieces = within_budget(rows, np.array(lengths), budget)
    assert np.concatenate(pieces).tolist() == rows.tolist()
    assert all(len(piece) == 1 or sum(lengths[i] for i in piece) <= budget for piece in pieces)


def test_caps_temperature_and_steps_give_the_shares_worked_by_hand():
    """400 of 1,000 and 100 examples at T = 2 are 20 : 10, so two thirds of 30 steps."""
    part = shares([min(1000, 400), 100], mixing="temperature", temperature=2.0)
    assert part.tolist() == pytest.approx([2 / 3, 1 / 3])
    chosen, _ = schedule(part, 30, seed=0)
    assert np.bincount(chosen).tolist() == [20, 10]
    assert shares([1000, 100], mixing="temperature").tolist() == pytest.approx([10 / 11, 1 / 11])
    assert shares([1000, 100], mixing="given", weights=[1, 3]).tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("parts", "size", "expected"),
    [
        ([0.5, 0.5], 8, [4, 4]),
        ([0.7, 0.3], 8, [6, 2]),
        ([0.97, 0.02, 0.01], 8, [6, 1, 1]),
        ([0.6, 0.4, 0.0], 5, [3, 2, 0]),
        ([0.34, 0.33, 0.33], 4, [2, 1, 1]),
        ([0.99, 0.01], 2, [1, 1]),
    ],
)
def test_a_mixed_batch_is_shared_by_largest_remainders(parts, size, expected):
    assert apportioned(np.array(parts), size).tolist() == expected


def test_a_mixed_batch_has_room_for_every_task():
    with pytest.raises(UserError, match="batch_size: 2 examples cannot come from 3 tasks"):
        apportioned(np.full(3, 1 / 3), 2)
