"""Streams: named, apart, and the numbers that they must go on giving."""

from collections import Counter

from xstilts.lab.streams import Weighted, below, choose, shuffled, stream


def test_a_stream_is_the_same_again_and_differs_by_seed_and_by_each_part_of_its_name():
    first = [stream(0, "a", "b").random() for _ in range(2)]
    assert first[0] == first[1]
    others = {
        stream(1, "a", "b").random(),
        stream(0, "a").random(),
        stream(0, "ab").random(),
        stream(0, "b", "a").random(),
    }
    assert len(others | {first[0]}) == 5


def test_the_numbers_of_a_stream_are_frozen_because_stored_results_hang_on_them():
    rng = stream(7, "frozen")
    assert [below(rng, 1000) for _ in range(6)] == FROZEN


FROZEN = [57, 282, 871, 57, 664, 402]


def test_weighted_draws_come_as_often_as_their_weights_say():
    rng = stream(0, "weights")
    weighted = Weighted([(5, 1.0), (6, 3.0), (7, 0.0), (8, 6.0)])
    found = Counter(weighted.draw(rng) for _ in range(20_000))
    assert found[7] == 0
    assert abs(found[6] / 20_000 - 0.3) < 0.015
    assert abs(found[8] / 20_000 - 0.6) < 0.015


def test_a_shuffle_keeps_everything_and_every_order_is_as_likely():
    rng = stream(0, "shuffle")
    found = Counter("".join(shuffled(rng, "abc")) for _ in range(6000))
    assert set(found) == {"abc", "acb", "bac", "bca", "cab", "cba"}
    assert all(abs(count - 1000) < 120 for count in found.values())


def test_choices_cover_every_value():
    rng = stream(0, "choices")
    assert {choose(rng, "xyz") for _ in range(100)} == set("xyz")
