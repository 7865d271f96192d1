"""A large model takes a while to save; a kill meanwhile must not cost its training."""

import math

import pytest

from xstilts.graph.stage import Context, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.running import train
from xstilts.study.stages.train import Train
from xstilts.training import loop, state


def test_a_kill_while_the_model_is_saved_costs_no_training(read, small_data, tmp_path, monkeypatch):
    study = read("intermediate.nli.tasks=[rte]", "targets=[tatoeba]", "contrasts=[]", "seeds=1")
    store, context = Store(tmp_path / "store"), Context(data=small_data, cache=tmp_path / "cache")
    further = expand(study, DataFolder(small_data)).further
    stages = closure([check.stage for check in further if check.analysis == "learned"])
    phase = next(stage for stage in stages if isinstance(stage, Train) and stage.title == "intermediate nli")
    for stage in stages:
        store.put_spec(stage)
    for stage in phase.inputs.values():
        for needed in closure([stage]):
            run_stage(needed.key, store.root, context)
    monkeypatch.setattr(state, "SHORTEST", 0.0)
    monkeypatch.setattr(state, "SHARE", math.inf)
    with monkeypatch.context() as killed:
        killed.setattr(train, "write_model", None)
        with pytest.raises(TypeError):
            run_stage(phase.key, store.root, context)
    assert (store.part(phase) / state.STATE).is_file()
    curve = (store.part(phase) / "log.jsonl").read_text()
    monkeypatch.setattr(loop, "accumulate", None)  # no step is left
    run_stage(phase.key, store.root, context)
    assert (store.folder(phase) / "log.jsonl").read_text() == curve
    assert not (store.folder(phase) / state.STATE).exists()
