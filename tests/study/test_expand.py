import json
from collections import Counter

import pytest

from xstilts.base.errors import UserError
from xstilts.graph.stage import closure
from xstilts.study.data_folder import DataFolder
from xstilts.study.data_slice import examples
from xstilts.study.expansion.expand import expand
from xstilts.study.lineage import origins
from xstilts.study.stages.compare import Compare
from xstilts.study.stages.embed import Embed
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.score import Score
from xstilts.study.stages.tokenizer import Tokenizer
from xstilts.study.stages.train import Train
from xstilts.training.rule_settings import RDrop, Rule


def stages(expansion, kind):
    return [stage for stage in closure(expansion.stages) if isinstance(stage, kind)]


def counts(expansion):
    return Counter(type(stage).__name__ for stage in closure(expansion.stages))


def cell(expansion, recipe, target, seed=0):
    (found,) = (c for c in expansion.cells if (c.recipe, c.target, c.seed) == (recipe, target, seed))
    return found


def test_equal_stages_are_shared(expanded):
    """2 seeds x 2 recipes x 3 targets. The encoder is one; `none` has no phase of its own; tatoeba trains nothing."""
    found = expanded()
    assert len(found.cells) == 12
    learned = [further.about for further in found.further if further.analysis == "learned"]
    assert [(about["recipe"], about["task"]) for about in learned] == [("nli", "rte")] * 2
    assert counts(found) == {
        "Tokenizer": 1,
        "Pretrained": 1,
        "Train": 1 + 2 + 2 * 2 * 2,  # pretraining, nli by seed, pawsx and udpos by recipe and seed
        "Predict": 2 * 2 * 2 + 2,  # pawsx and udpos; checks of rte
        "Embed": 2 + 1,  # tatoeba after nli by seed; after none
        "Compare": 2 + 1,
        "Score": 2 * 2 * 2 + 2 + 1 + 2,
        "Overlaps": 1,
    }


def test_a_target_without_training_is_predicted_by_the_model_before_it(expanded):
    found = expanded()
    for seed in (0, 1):
        assert cell(found, "none", "tatoeba", seed).score == cell(found, "none", "tatoeba", 0).score
        parent = cell(found, "nli", "tatoeba", seed).score.predictions.model
        assert (parent.label, parent.seed) == (f"intermediate nli (seed {seed})", seed)


def test_the_chain_is_pretrain_intermediate_target(expanded):
    target = cell(expanded(), "nli", "pawsx", 1).score.predictions.model
    middle, start = target.parent, target.parent.parent
    assert [stage.label for stage in (target, middle, start)] == [
        "target pawsx after nli (seed 1)",
        "intermediate nli (seed 1)",
        "pretraining (seed 0)",
    ]
    assert [stage.seed for stage in (target, middle, start)] == [1, 1, 0]
    assert isinstance(start.parent, Pretrained)
    assert isinstance(start.parent.tokenizer, Tokenizer)
    assert origins(target) == (start.parent,)
    assert start.whole_machine
    assert not middle.whole_machine


def test_each_seed_may_have_an_encoder_of_its_own(expanded):
    found = expanded("encoders.tiny.shared_by=seed")
    assert {stage.seed for stage in stages(found, Pretrained)} == {0, 1}
    assert {stage.seed for stage in stages(found, Train) if stage.role.part == "pretraining"} == {0, 1}
    assert counts(found)["Tokenizer"] == 1
    assert counts(found)["Score"] == 8 + 4 + 2


def test_replay_stands_beside_the_mixture(expanded):
    train = cell(expanded("intermediate.nli.replay.weight=0.25"), "nli", "tatoeba").score.predictions.model
    labelled, replay = train.tasks
    assert (labelled.head, labelled.every, labelled.slices[0].languages) == ("rte", 0, ("en",))
    assert (replay.head, replay.every, replay.loss_weight) == ("mlm_text", 2, 0.25)
    assert set(replay.slices[0].languages) == {"en", "de", "es"}


def test_settings_are_inherited_from_the_study_and_its_defaults(expanded):
    found = expanded("intermediate.nli.train.max_steps=3", "targets.1={task: udpos, train: {num_train_epochs: 2}}")
    middle = cell(found, "nli", "tatoeba").score.predictions.model.training
    target = cell(found, "none", "udpos").score.predictions.model.training
    assert (middle.max_steps, middle.learning_rate, middle.schedule) == (3, 1e-3, "linear")
    assert (target.max_steps, target.num_train_epochs) == (None, 2)
    assert None not in (middle.warmup, middle.weight_decay, middle.batching, middle.precision)


def test_a_cap_draws_with_the_seed_and_no_cap_shares_what_it_reads(expanded):
    found = expanded("intermediate.nli.tasks=[{task: rte, cap: 20}]")
    slices = [cell(found, "nli", "tatoeba", seed).score.predictions.model.tasks[0].slices[0] for seed in (0, 1)]
    assert [(data_slice.cap, data_slice.seed) for data_slice in slices] == [(20, 0), (20, 1)]
    whole = cell(expanded(), "nli", "tatoeba", 1).score.predictions.model.tasks[0].slices[0]
    assert (whole.cap, whole.seed) == (None, 0)


def test_a_limit_caps_training_and_evaluation(expanded):
    found = expanded("limit=5", "intermediate.nli.tasks=[{task: rte, cap: 3}]")
    assert {stage.limit for stage in stages(found, Predict | Embed | Compare)} == {5}
    caps = {task.head: task.slices[0].cap for stage in stages(found, Train) for task in stage.tasks}
    assert caps == {"mlm_text": 5, "parallel": 5, "rte": 3, "pawsx": 5, "udpos": 5}


@pytest.mark.parametrize(
    ("languages", "pawsx", "tatoeba"),
    [("[en, de, es]", ("de", "en", "es"), ("de", "es")), ("present", ("de", "en", "es"), ("de", "es"))],
)
def test_languages_come_in_the_tasks_order(expanded, languages, pawsx, tatoeba):
    found = expanded(f"languages={languages}")
    assert cell(found, "none", "pawsx").score.predictions.data_slice.languages == pawsx
    assert cell(found, "none", "tatoeba").score.predictions.data_slice.languages == tatoeba


def test_all_languages_need_all_files(expanded):
    with pytest.raises(UserError, match="pawsx: no test file for 'fr'"):
        expanded("languages=all")


def test_training_reads_english_whatever_the_languages(expanded):
    found = expanded("languages=[de]")
    for stage in stages(found, Train):
        for task in stage.tasks:
            plain = task.head in ("mlm_text", "parallel")
            assert {task.slices[0].languages} == ({("de",)} if plain else {("en",)})


def test_two_targets_of_one_task_have_their_names(expanded):
    targets = "[{task: tatoeba, name: low, options: {layer: 0}}, {task: tatoeba, name: high, options: {layer: 2}}]"
    found = expanded(f"targets={targets}", "contrasts=[]")
    assert cell(found, "none", "low").score.key != cell(found, "none", "high").score.key
    assert cell(found, "none", "low").score.predictions.data_slice.type.layer == 0


def test_the_tasks_that_a_target_is_trained_on_share_a_head(expanded, small_data):
    (small_data / "glue/MRPC").mkdir()
    (small_data / "glue/MRPC/train.tsv").write_text("Quality\t#1 String\t#2 String\n1\ta\tb\n", encoding="utf-8")
    predict = cell(expanded("targets.0={task: pawsx, train_on: [pawsx, mrpc]}"), "none", "pawsx").score.predictions
    phases = [(task.head, task.slices[0].task) for task in predict.parent.tasks]
    assert phases == [(predict.head, "pawsx"), (predict.head, "mrpc")]


def test_everything_that_is_not_there_is_told_at_once(expanded, small_data):
    (small_data / "udpos/test-es.tsv").unlink()
    (small_data / "glue/RTE/train.tsv").unlink()
    with pytest.raises(UserError) as error:
        expanded("targets.2={task: tatoeba, options: {layr: 1}}", "encoders.other.source=./gone")
    told = str(error.value).splitlines()
    assert len(told) == len(set(told)) == 4
    for part in (
        "encoders: ./gone: no such folder, and no hub id either",
        "rte: no train file for 'en'",
        "udpos: no test file for 'es'",
        "tatoeba: no such option 'layr'. Did you mean 'layer'",
    ):
        assert any(part in line for line in told), part


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (("languages=[en, de, xx]",), "languages: no such language 'xx'"),
        (("targets=[pawsz]",), "no such task 'pawsz'. Did you mean 'pawsx'"),
        (("targets=[{task: pawsx, split: tset}]",), "pawsx: no such split 'tset'. Did you mean 'test'"),
        (("targets=[{task: lab_pos, split: tset}]", "languages=[en]"), "lab_pos: no such split 'tset'"),
        (("targets=[{task: xquad, train_on: [pawsx]}]", "languages=present"), "xquad: no test file of any language"),
        (("intermediate.nli.tasks=[{task: rte, languages: [de]}]",), "rte: no such language 'de'. Known: en"),
        (("encoders.tiny.pretrain=null",), "`build` needs text for its tokenizer"),
        (("languages=[tr]",), "pawsx: has none of the languages tr: it has de, en"),
    ],
)
def test_what_is_unknown_is_refused(read, small_data, overrides, message):
    with pytest.raises(UserError, match=message.replace("[", r"\[")):
        expand(read(*overrides, "contrasts=[]"), DataFolder(small_data))


@pytest.mark.parametrize("languages", ["[en, de, es]", "present"])
def test_a_missing_data_folder_is_one_mistake(read, tmp_path, languages):
    for root, message in (
        (None, "no data folder given. Pass it with --data"),
        (tmp_path / "gone", "gone: no such folder"),
    ):
        with pytest.raises(UserError, match=message) as error:
            expand(read(f"languages={languages}"), DataFolder(root))
        assert str(error.value).count("\n") == 0


def test_lab_studies_need_no_data_folder(read):
    overrides = (
        "encoders={t: {build: {}, tokenizer: {tasks: [lab_mlm]}}}",
        "intermediate={nli: {tasks: [lab_nli]}}",
        "targets=[lab_pos]",
        "contrasts=[]",
        "languages=all",
        "lab={train: 8, dev: 4, test: 4, documents: 8}",
    )
    found = expand(read(*overrides), DataFolder(None))
    worlds = {task.slices[0].world.train for stage in stages(found, Train) for task in stage.tasks}
    assert worlds == {8}
    learned = [further.about["task"] for further in found.further if further.analysis == "learned"]
    assert learned == ["lab_nli", "lab_nli"]
    assert all(stage.data for stage in stages(found, Score | Train))


def test_rules_are_inherited_by_what_has_labels(expanded):
    """Each with all its settings, however it was written; plain text has no use for them and keeps its key."""
    plain = expanded()
    found = expanded("train.rules=[r_drop]")
    phases = {stage.label: stage.training.rules for stage in stages(found, Train)}
    assert phases.pop("pretraining (seed 0)") == ()
    assert set(phases.values()) == {(Rule(r_drop=RDrop()),)}
    assert {stage.key for stage in stages(found, Train)} & {stage.key for stage in stages(plain, Train)} == {
        stage.key for stage in stages(plain, Train) if stage.role.part == "pretraining"
    }
    assert expanded("train.rules=[{r_drop: {alpha: 1}}]").stages[0].key == found.stages[0].key
    assert expanded("train.rules=[r_drop]", "train.rules=[]").stages[0].key == plain.stages[0].key
    own = expanded("train.rules=[r_drop]", "intermediate.nli.train.rules=[]")
    assert {s.training.rules for s in stages(own, Train) if s.title == "intermediate nli"} == {()}


def test_rules_for_plain_text_alone_are_refused(expanded):
    with pytest.raises(UserError, match=r"intermediate nli: rules: .* none in mlm_text\. Give rules"):
        expanded("intermediate.nli.tasks=[mlm_text]", "intermediate.nli.train.rules=[fgm]", "contrasts=[]")


def test_mixed_batches_have_room_for_every_task(expanded):
    tasks = "intermediate.nli.tasks=[rte, udpos]"
    assert expanded(tasks, "train.mixed_batches=true", "contrasts=[]").cells
    with pytest.raises(UserError, match="intermediate nli: batch_size: 1 examples cannot come from 2 tasks"):
        expanded(tasks, "intermediate.nli.train={mixed_batches: true, batch_size: 1}", "contrasts=[]")


def test_adapters_are_inherited_and_told_early_where_they_cannot_be(expanded):
    plain, found = expanded(), expanded("intermediate.nli.train.adapter={kind: lora, options: {r: 4}}")
    kept = {stage.key for stage in stages(found, Train)} & {stage.key for stage in stages(plain, Train)}
    assert len(kept) == 1 + 2 * 2  # pretraining, and both targets after `none` by seed
    own = expanded("train.adapter={}", "intermediate.nli.train.adapter=none")
    assert {stage.training.adapter for stage in stages(own, Train) if stage.title == "intermediate nli"} == {"none"}
    with pytest.raises(UserError, match=r"intermediate nli: adapter: options: no such option of lora 'rank'"):
        expanded("intermediate.nli.train.adapter={options: {rank: 4}}")


def test_links_before_a_targets_own_hand_on_their_head(expanded):
    target = "targets=[{task: pawsx, train_first: [{tasks: [pawsx], train: {max_steps: 5}}, {tasks: [pawsx]}]}]"
    predict = cell(expanded(target, "contrasts=[]"), "none", "pawsx").score.predictions
    third = predict.parent
    phases = (third.parent.parent, third.parent, third)
    assert [phase.tasks[0].slices[0].task for phase in phases] == ["pawsx"] * 3
    assert {phase.tasks[0].head for phase in phases} == {predict.head}
    assert [phase.keep_heads for phase in phases] == [False, True, True]
    assert phases[0].training.max_steps == 5


@pytest.mark.parametrize("where", ["train.max_length=65", "intermediate.nli.train.max_length=65"])
def test_texts_longer_than_an_encoder_reads_are_refused_before_any_work(expanded, where):
    with pytest.raises(UserError, match="max_length: 65 tokens, but the encoder that is built has positions for 64"):
        expanded(where)
    assert expanded("train.max_length=64").cells


def test_the_positions_of_a_found_encoder_are_read_in_its_configuration(expanded, tmp_path):
    (tmp_path / "config.json").write_text(
        json.dumps({"model_type": "xlm-roberta", "max_position_embeddings": 50, "pad_token_id": 1})
    )
    found = f"encoders={{found: {{source: {tmp_path}}}}}"
    assert expanded(found, "train.max_length=48").cells
    with pytest.raises(UserError, match=f"49 tokens, but the encoder {tmp_path} has positions for 48"):
        expanded(found, "train.max_length=49")


def test_a_capped_target_scores_items_of_the_same_ids_in_every_language(expanded, small_data):
    found = expanded("targets=[{task: pawsx, cap: 5}]").cells[0].score.predictions.data_slice
    ids = {language: [example.id for example in chosen] for language, chosen in examples(found, small_data)}
    assert set(ids) == {"en", "de", "es"}
    assert {len(names) for names in ids.values()} == {5}
    assert len({tuple(names) for names in ids.values()}) == 1


def test_a_language_that_a_target_names_must_be_there(expanded):
    with pytest.raises(UserError, match="tatoeba: no such language 'en'"):
        expanded("targets=[{task: tatoeba, languages: [de, en], options: {layer: 1}}]", "contrasts=[]")
    kept = (
        expanded("targets=[{task: tatoeba, options: {layer: 1}}]", "contrasts=[]").cells[0].score.predictions.data_slice
    )
    assert kept.languages == ("de", "es")  # the study has English, too


def test_a_cap_of_nothing_is_refused(read):
    with pytest.raises(UserError, match="cap: must be 1 or more items, not 0"):
        read("targets=[{task: pawsx, cap: 0}]")
