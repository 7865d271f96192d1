"""Several processes train as one: the same numbers, the same bits after a kill, one error, and no process left."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file

from xstilts.graph.engines.base import Ended, Resources
from xstilts.graph.engines.local import LocalEngine
from xstilts.training.curve import LOG
from xstilts.training.ranks import BUCKET, Ranks, buckets

ERRANDS = [sys.executable, "-P", "-m", "rank_errands"]
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def engine():
    """Workers that have imported torch already, as those of a study have."""
    with LocalEngine(cpus=1, preload=["rank_errands"]) as engine:
        yield engine


@pytest.fixture
def train(engine, tmp_path):
    """Trains in a folder below `tmp_path` with so many ranks; tells how it ended, and that no rank is left."""

    def train(case: str, name: str, ranks: int, *doom: int) -> Ended:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        engine.submit([*ERRANDS, case, str(folder), str(ranks), *map(str, doom)], Resources(), name)
        while not (over := engine.poll(1.0)):
            pass
        assert not [path for path in folder.glob("pid*") if psutil.pid_exists(int(path.read_text()))]
        return over[0]

    return train


def weights(folder: Path, rank: int = 0) -> dict[str, torch.Tensor]:
    return load_file(folder / f"{rank}.weights")


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


WITH_PEFT = pytest.mark.skipif(find_spec("peft") is None, reason="needs the extra lora")


@pytest.mark.parametrize(
    ("case", "ranks"),
    [
        ("classification", 2),
        ("tagging", 2),
        ("mixture", 2),
        ("mixture", 3),
        ("robust", 2),
        ("few", 2),
        ("memory", 2),
        ("coupled", 3),
        ("coupled memory", 2),
        pytest.param("adapter", 2, marks=WITH_PEFT),
    ],
)
def test_several_ranks_train_as_one_process(train, tmp_path, case, ranks):
    for name, count in (("one", 1), ("several", ranks)):
        ended = train(case, name, count)
        assert ended.code == 0, ended.log
    one, several = weights(tmp_path / "one"), weights(tmp_path / "several")
    for name, tensor in one.items():
        torch.testing.assert_close(several[name], tensor, atol=2e-4, rtol=1e-3)
    assert all(same(several, weights(tmp_path / "several", rank)) for rank in range(ranks))
    logs = [(tmp_path / name / LOG).read_text() for name in ("one", "several")]
    curves = [[list(json.loads(line).values()) for line in log.splitlines()] for log in logs]
    for alone, shared in zip(*curves, strict=True):
        assert shared == pytest.approx(alone, rel=1e-4)
    if "memory" in case:  # the second rank alone ran out of it
        assert [int((tmp_path / "several" / f"{rank}.budget").read_text()) > 100 for rank in range(2)] == [True, False]


@pytest.mark.parametrize("victim", [0, 1])
def test_a_killed_rank_ends_the_others_and_the_next_attempt_goes_on_with_the_same_bits(train, tmp_path, victim):
    assert train("dropout", "straight", 2).code == 0
    ended = train("dropout", "cut", 2, victim, 7)
    assert ended.code == -9, ended.log
    assert (tmp_path / "cut" / "state.safetensors").is_file()
    assert train("dropout", "cut", 2).code == 0
    assert same(weights(tmp_path / "straight"), weights(tmp_path / "cut"))
    assert (tmp_path / "straight" / LOG).read_text() == (tmp_path / "cut" / LOG).read_text()


def test_a_loss_that_is_no_number_on_one_rank_stops_all_with_one_error(train, tmp_path):
    ended = train("nan", "nan", 2)
    assert ended.code == 2
    assert ended.log.count("the loss of 'score' is nan at step") == 1
    assert not list((tmp_path / "nan").glob("*.weights"))


def test_a_rank_without_room_for_one_row_stops_all_with_its_own_error(train, tmp_path):
    ended = train("coupled without room", "tight", 2)
    assert ended.code == 2
    assert "does not fit into memory" in ended.log


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 5), st.randoms())
def test_ranks_part_the_rows_by_tokens(lengths, count, random):
    rows = np.array(random.sample(range(len(lengths)), random.randint(1, len(lengths))))
    parts = [Ranks(rank, count).share(rows, np.array(lengths)) for rank in range(count)]
    assert np.concatenate(parts).tolist() == rows.tolist()
    tokens = [sum(lengths[row] for row in part) for part in parts]
    longest = max(lengths[row] for row in rows)
    assert all(abs(size - sum(tokens) / count) <= longest for size in tokens)


def test_a_bucket_holds_neighbours_of_one_type_up_to_its_size():
    small = [torch.zeros(3), torch.zeros(2, 2), torch.zeros(1, dtype=torch.float64), torch.zeros(5)]
    large = torch.empty(BUCKET + 1, device="meta")
    found = [[t.numel() for t in bucket] for bucket in buckets([*small, large, small[0]])]
    assert found == [[3, 4], [1], [5], [BUCKET + 1], [3]]
