"""Two data sets of inference that share one head, from the study file to the checkpoint."""

import json

from xstilts.graph.stage import Context, closure
from xstilts.graph.store import Store
from xstilts.graph.worker import run_stage
from xstilts.study.data_folder import DataFolder
from xstilts.study.expansion.expand import expand
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.train import Train

TASKS = "intermediate.nli.tasks=[{task: rte, head: inference}, {task: qnli, head: inference, cap: 20}]"


def learned(expansion):
    """The scores of what intermediate training learned."""
    return [further for further in expansion.further if further.analysis == "learned"]


def test_two_data_sets_train_one_head_which_predicts_both(read, small_data, tmp_path):
    (small_data / "glue/QNLI").mkdir()
    for split in ("train", "dev"):
        rows = (small_data / f"glue/RTE/{split}.tsv").read_text().replace("sentence1\tsentence2", "question\tsentence")
        (small_data / f"glue/QNLI/{split}.tsv").write_text(rows)
    study = read(TASKS, "targets=[tatoeba]", "contrasts=[]", "seeds=1", "train.mixed_batches=true")
    expansion = expand(study, DataFolder(small_data))
    store = Store(tmp_path / "store")
    for stage in closure([check.stage for check in learned(expansion)]):
        store.put_spec(stage)
        run_stage(stage.key, store.root, Context(data=small_data, cache=tmp_path / "cache"))
    phase = next(s for s in closure(expansion.stages) if isinstance(s, Train) and s.title == "intermediate nli")
    specs = json.loads((store.folder(phase) / "checkpoint/heads.json").read_text())
    assert list(specs) == ["inference"]
    assert json.loads((store.folder(phase) / "training.json").read_text())["examples"] == [48, 20, 180]
    checks = {check.about["task"]: check.stage.predictions for check in learned(expansion)}
    assert checks.keys() == {"rte", "qnli"}
    for predict in checks.values():
        assert isinstance(predict, Predict)
        assert (predict.head, predict.parent.key) == ("inference", phase.key)
        assert store.has(predict)
