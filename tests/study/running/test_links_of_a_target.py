"""Links before a target's own hand their head on: XTREME-R trains on Social IQa, and goes on with COPA."""

import torch
from safetensors.torch import load_file

from xstilts.graph.stage import Context, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.stages.base import CHECKPOINT
from xstilts.study.stages.train import Train

LEARN = "train: {learning_rate: 1e-2, max_steps: 5}"
STILL = "train: {learning_rate: 1e-12, max_steps: 2, weight_decay: 0.0}"


def test_the_head_goes_on_through_all_links(read, small_data, tmp_path):
    first, second = (f"{{tasks: [pawsx], {settings}}}" for settings in (LEARN, STILL))
    target = f"targets=[{{task: pawsx, train_first: [{first}, {second}], {STILL}}}]"
    study = read(target, "intermediate={}", "contrasts=[]", "seeds=1")
    store, context = Store(tmp_path / "store"), Context(data=small_data, cache=tmp_path / "cache")
    stages = closure([cell.score for cell in expand(study, DataFolder(small_data)).cells])
    for stage in stages:
        store.put_spec(stage)
    phases = [stage for stage in stages if isinstance(stage, Train) and stage.role.part == "target"]
    for stage in closure(phases[-1:]):
        run_stage(stage.key, store.root, context)
    heads = [heads_of(store.folder(phase) / CHECKPOINT) for phase in phases]
    assert len(heads) == 3
    assert heads[0]
    for later in heads[1:]:
        for name, tensor in heads[0].items():
            torch.testing.assert_close(later[name], tensor, rtol=0, atol=1e-9)


def heads_of(checkpoint):
    return {
        f"{path.name}/{name}": tensor
        for path in sorted(checkpoint.rglob("*.safetensors"))
        if path.name != "model.safetensors"
        for name, tensor in load_file(path).items()
    }
