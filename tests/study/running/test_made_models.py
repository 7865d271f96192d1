"""Models that are made from trainings: snapshots on their way, and merges; run as a study runs them."""

import shutil
from dataclasses import replace

import pytest
from safetensors.torch import load_file

import small_world
from xstilts.graph.stage import Context, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.settings import study as studies
from xstilts.study.stages.merge import Merge
from xstilts.study.stages.snapshot import Snapshot
from xstilts.study.stages.train import Train

OVERRIDES = (
    "seeds=1",
    "targets=[{task: tatoeba, options: {layer: 1}}]",
    "contrasts=[]",
    "intermediate.nli.snapshots=2",
    "intermediate.half={merge: {of: {nli: 0.5, none: 0.5}, heads: nli}}",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store in which all stages of the small study are finished, its expansion and its data."""
    folder = tmp_path_factory.mktemp("made")
    data, study = small_world.write_data(folder / "data"), folder / "small.yaml"
    study.write_text(small_world.STUDY, encoding="utf-8")
    expansion = expand(studies.read(study, OVERRIDES), DataFolder(data))
    store = Store(folder / "store")
    for stage in closure(expansion.stages):
        store.put_spec(stage)
        run_stage(stage.key, store.root, Context(data=data, cache=folder / "cache"))
    return store, expansion, data


def weights(store: Store, stage) -> dict:
    return load_file(store.folder(stage) / "checkpoint" / "model.safetensors")


def find(expansion, kind):
    (stage,) = [stage for stage in closure(expansion.stages) if isinstance(stage, kind)]
    return stage


def test_a_merge_is_between_its_models(store):
    store, expansion, _ = store
    merge = find(expansion, Merge)
    half, nli, none = (weights(store, stage) for stage in (merge, merge.models[0].model, merge.start))
    assert half.keys() == nli.keys()
    for name, tensor in half.items():
        assert tensor.allclose((nli[name] + none[name]) / 2, atol=1e-6)
    ours, theirs = (
        load_file(store.folder(stage) / "checkpoint" / "heads.safetensors") for stage in (merge, merge.models[0].model)
    )
    assert ours.keys() == theirs.keys()
    assert all(tensor.equal(theirs[name]) for name, tensor in ours.items())


def test_a_snapshot_is_the_same_where_its_phase_left_nothing(store, tmp_path):
    store, expansion, data = store
    snapshot = find(expansion, Snapshot)
    left = store.folder(snapshot.phase) / "snapshots"
    assert [path.name for path in left.iterdir()] == ["3.safetensors"]
    other = Store(tmp_path / "store")
    shutil.copytree(store.root, other.root, dirs_exist_ok=True)
    shutil.rmtree(other.folder(snapshot))
    plain = replace(snapshot.phase, snapshots=())
    assert plain.key == snapshot.phase.key
    shutil.rmtree(other.folder(plain))
    for stage in (plain, snapshot):
        other.put_spec(replace(snapshot, phase=plain))
        run_stage(stage.key, other.root, Context(data=data, cache=tmp_path / "cache"))
    assert not (other.folder(plain) / "snapshots").exists()
    one, two = weights(store, snapshot), weights(other, snapshot)
    assert all(one[name].equal(two[name]) for name in one)
    final = weights(store, find_phase(expansion))
    assert any(not one[name].equal(final[name]) for name in one)


def find_phase(expansion) -> Train:
    (stage,) = [s for s in closure(expansion.stages) if isinstance(s, Train) and s.role.part == "intermediate"]
    return stage
