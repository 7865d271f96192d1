import pytest

from xstilts.base.errors import UserError
from xstilts.study.data_folder import OPEN, NoData
from xstilts.study.data_slice import DataSlice
from xstilts.study.expansion.expand import expand
from xstilts.study.stages.train import Train


def test_training_on_a_test_split_is_refused(expanded):
    with pytest.raises(UserError, match=r"pawsx: split: test labels are for scoring.* Its other splits: train, dev\."):
        expanded("intermediate.nli.tasks=[{task: pawsx, split: test}]", "targets=[udpos]", "contrasts=[]")


def test_plain_text_of_any_split_has_no_labels(expanded, small_data):
    (small_data / "parallel/multi30k").mkdir()
    for language in ("de", "en"):
        (small_data / f"parallel/multi30k/val.{language}").write_text("ja nein\n", encoding="utf-8")
    assert expanded("intermediate.nli.replay.tasks=[{task: parallel, split: dev, languages: [de]}]").cells


def test_a_file_that_is_evaluated_is_not_trained_on_by_another_name(expanded, small_data):
    content = (small_data / "pawsx/test-de.tsv").read_bytes()
    (small_data / "pawsx/train-en.tsv").write_bytes(content)
    with pytest.raises(UserError) as caught:
        expanded()
    assert "pawsx/en/train/train-en.tsv: the study trains on this file and evaluates pawsx (test) on it" in str(
        caught.value
    )


def test_targets_with_the_same_training_data_share_one_link(expanded, small_data):
    (small_data / "glue/MRPC").mkdir()
    (small_data / "glue/MRPC/train.tsv").write_text("Quality\t#1 String\t#2 String\n1\ta\tb\n", encoding="utf-8")
    two = "targets=[{task: pawsx, train_on: [mrpc]}, {task: pawsx, name: again, train_on: [mrpc], languages: [de]}]"
    cells = [cell for cell in expanded(two, "contrasts=[]").cells if (cell.recipe, cell.seed) == ("none", 0)]
    first, second = (cell.score.predictions for cell in cells)
    assert first.parent.key == second.parent.key
    assert first.key != second.key


def test_tasks_of_a_recipe_share_a_head_where_it_is_named(expanded, small_data):
    (small_data / "glue/QNLI").mkdir()
    (small_data / "glue/QNLI/train.tsv").write_text("index\tquestion\tsentence\tlabel\n0\ta\tb\tentailment\n")
    tasks = "intermediate.nli.tasks=[{task: rte, head: two}, {task: qnli, head: two}, udpos]"
    expansion = expanded(tasks, "targets=[tatoeba]", "contrasts=[]")
    phase = next(cell for cell in expansion.cells if cell.recipe == "nli").score.predictions.model
    assert isinstance(phase, Train)
    assert [task.head for task in phase.tasks if not task.every] == ["two", "two", "udpos"]
    checked = next(further for further in expansion.further if further.about.get("task") == "rte").stage.predictions
    assert checked.head == "two"


def test_a_target_is_not_predicted_with_a_head_of_other_labels(expanded):
    with pytest.raises(UserError, match="pawsx: shares head 'rte' with rte, but the head's outputs are sequence"):
        expanded("targets=[{task: pawsx, train_on: [rte]}]", "contrasts=[]")


def test_tasks_with_other_labels_share_no_head(expanded):
    tasks = "intermediate.nli.tasks=[{task: rte, head: two}, {task: pawsx, head: two}]"
    with pytest.raises(UserError) as caught:
        expanded(tasks, "targets=[tatoeba]", "contrasts=[]")
    assert str(caught.value) == (
        "pawsx: shares head 'two' with rte, but the head's outputs are sequence (0, 1) here and sequence (entailment, "
        "not_entailment) there. Give them heads of their own."
    )


def test_a_plan_without_data_has_the_stages_of_one_with_data_under_other_keys(read, expanded):
    study = read()
    without, whole = expand(study, NoData()), expanded()
    assert len(without.cells) == len(whole.cells)
    # The encoder rests on data as well: no key of the one plan is a key of the other.
    assert not {stage.key for stage in without.stages} & {stage.key for stage in whole.stages}
    assert [stage.work() for stage in without.stages] == [stage.work() for stage in whole.stages]
    assert whole.missing == ()
    assert any(entry.startswith("pawsx test (de en es): pawsx/de/test_2k.tsv") for entry in without.missing)


def test_without_data_checksums_are_open_and_every_language_of_a_split_is_there():
    data = NoData()
    data_slice = DataSlice(task="tydiqa", languages=("fi", "ko"), split="dev")
    assert [digest for _, digest in data.files(data_slice)] == [OPEN, OPEN]
    assert data.missing[0].startswith("tydiqa dev (fi ko): tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.fi.train.json")
    assert "en" not in data.present(data_slice.declared, "dev")
    with pytest.raises(UserError, match="no such split 'tset'"):
        data.fingerprint(DataSlice(task="tydiqa", languages=("fi",), split="tset"))
