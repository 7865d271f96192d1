import subprocess
import sys

import pytest
from huggingface_hub import constants

from hub_stand_in import COMMIT, Hub, serving
from xstilts.base.errors import UserError
from xstilts.graph.engines.local import LIBRARIES, THREADS
from xstilts.study.lineage import origins
from xstilts.study.settings import study as studies
from xstilts.study.stages.pretrained import Pretrained
from xstilts.workspace import PRELOAD, Workspace, accelerators

LATER = "0123456789" * 4


def test_what_workers_share_starts_no_thread_so_that_they_can_be_forked() -> None:
    imports = f"import importlib, os; [importlib.import_module(name) for name in {PRELOAD!r}]"
    code = f"{imports}; print(len(os.listdir('/proc/self/task')))"
    env = {**dict.fromkeys(THREADS, "1"), **LIBRARIES, "PATH": ""}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert found.stdout.split()[-1] == "1"


def test_a_hub_models_branch_that_moves_makes_new_stages_and_results_keep_to_the_old(tmp_path, small_data, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "study.yaml"
    path.write_text("study: s\nencoders: [org/tiny]\ntargets: [udpos]\nlanguages: [en]\nseeds: 1\n")
    study = studies.read(path)
    workspace = Workspace(data=small_data, store=tmp_path / "store")

    def planned() -> str:
        (stage,) = (stage for stage in workspace.plan(study).todo if isinstance(stage, Pretrained))
        return str(stage.revision)

    def known() -> set[str | None]:
        return {start.revision for cell in workspace.expand(study).cells for start in origins(cell.score)}

    hub = Hub("org/tiny", kind="models", files={"config.json": b"{}"})
    with serving(hub, monkeypatch):
        assert planned() == COMMIT
        hub.commit = LATER
        assert known() == {COMMIT}
        assert planned() == LATER
        assert known() == {LATER}
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert planned() == LATER
    assert workspace.plan(studies.read(path, ("encoders=[org/tiny@main]",))).todo
    with pytest.raises(UserError, match="encoders: org/other@main: HF_HUB_OFFLINE is set"):
        workspace.plan(studies.read(path, ("encoders=[org/other]",)))
    assert Workspace(data=None, store=tmp_path).plan(studies.read(path, ("encoders=[org/other]",))).todo


def test_a_device_stands_for_the_gpus_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,GPU-7")
    assert accelerators("cpu") == ((), "cpu")
    assert accelerators("cuda") == (("4", "GPU-7"), "cuda")
    assert accelerators("cuda:1") == (("GPU-7",), "cuda")
    with pytest.raises(UserError, match="cuda:2: no such GPU; 2 are visible"):
        accelerators("cuda:2")
