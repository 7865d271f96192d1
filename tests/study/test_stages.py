"""Keys are promises: results in a store are found by them. `keys.json` holds some; a diff there must be meant."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.graph.stage import Stage, closure
from xstilts.graph.store import Store
from xstilts.lab.settings import LabSettings
from xstilts.models.architecture import Architecture
from xstilts.study import stages
from xstilts.study.data_slice import DataSlice
from xstilts.study.lineage import origins
from xstilts.study.stages.base import DataStage, ModelStage, Predictions, Role
from xstilts.study.stages.compare import Compare
from xstilts.study.stages.embed import Embed
from xstilts.study.stages.language_distances import LanguageDistances
from xstilts.study.stages.layer_means import LayerMeans
from xstilts.study.stages.merge import Merge, MergedModel
from xstilts.study.stages.overlaps import Overlaps
from xstilts.study.stages.predict import Predict
from xstilts.study.stages.pretrained import Pretrained
from xstilts.study.stages.score import Score
from xstilts.study.stages.snapshot import Snapshot
from xstilts.study.stages.tokenizer import Tokenizer
from xstilts.study.stages.train import TaskShare, Train
from xstilts.training.adapter_settings import Adapter
from xstilts.training.hyperparameters import DEFAULTS, Training
from xstilts.training.rule_settings import Rule, Smoothing

KEYS = Path(__file__).parents[1] / "keys.json"

TEXT = DataSlice(task="mlm_text", languages=("en", "de"), split="train", cap=100, seed=2)
NLI = DataSlice(task="xnli", languages=("en",), split="train")
RETRIEVAL = DataSlice(
    task="tatoeba", languages=("de", "es"), split="test", options=(("layer", 7), ("special_tokens", False))
)
LAB = DataSlice(task="lab_nli", languages=("en",), split="train", world=LabSettings(train=9))
DATA = (("mlm_text/en/train/en.txt", "0" * 64),)

TOKENIZER = Tokenizer(vocabulary=5000, slices=(TEXT,), max_length=128, data=DATA)
BUILT = Pretrained(architecture=Architecture(layers=2, width=64), tokenizer=TOKENIZER, seed=1)
FOUND = Pretrained(source="xlm-roberta-base", revision="main")
TRAIN = Train(
    parent=BUILT,
    tasks=(TaskShare(slices=(NLI,), head="nli"), TaskShare(slices=(TEXT,), head="mlm_text", every=2, loss_weight=0.5)),
    training=Training(learning_rate=2e-5, max_steps=100).over(DEFAULTS),
    mixing="temperature",
    temperature=5.0,
    seed=3,
    data=DATA,
    role=Role("intermediate", "nli"),
    whole_machine=True,
)
PREDICT = Predict(
    parent=TRAIN,
    data_slice=RETRIEVAL,
    head="tatoeba",
    max_length=96,
    limit=50,
    precision="bf16",
    role=Role("target", "x"),
)
EMBED = Embed(
    parent=TRAIN,
    data_slice=RETRIEVAL,
    layers="7",
    pooling="mean",
    special_tokens=False,
    max_length=96,
    limit=50,
    precision="bf16",
    data=DATA,
)
COMPARE = Compare(vectors=EMBED, data_slice=RETRIEVAL, limit=50, role=Role("target", "x"))
SAMPLES: dict[str, Stage] = {
    "tokenizer": TOKENIZER,
    "pretrained, built": BUILT,
    "pretrained, found": FOUND,
    "train": TRAIN,
    "train after train": replace(TRAIN, parent=TRAIN, tasks=TRAIN.tasks[:1], whole_machine=False),
    "train in the lab": replace(TRAIN, tasks=(TaskShare(slices=(LAB,), head="lab_nli"),), role=Role()),
    "merge": Merge(start=BUILT, models=(MergedModel(model=TRAIN, weight=0.5),), layers=(0.0, 1.0), heads_of=0),
    "snapshot": Snapshot(phase=TRAIN, parent=BUILT, step=50, data=DATA),
    "predict": PREDICT,
    "embed": EMBED,
    "compare": COMPARE,
    "score": Score(predictions=PREDICT),
    "layer means": LayerMeans(predictions=COMPARE, vectors=EMBED, measure="cka"),
    "language distances": LanguageDistances(origin="en", languages=("de", "es"), data=DATA),
    "overlaps": Overlaps(trained=(NLI, TEXT), evaluated=(RETRIEVAL,), data=DATA),
}


def test_keys_are_the_frozen_ones():
    """Where a change is meant, raise VERSION or list the field in ADDED, and write the new keys down."""
    assert {name: stage.key for name, stage in SAMPLES.items()} == json.loads(KEYS.read_text())


def test_every_kind_of_stage_has_a_sample():
    kinds = {kind for kind in Stage.KINDS.values() if kind.__module__.rpartition(".")[0] == stages.__name__}
    assert {type(stage) for stage in SAMPLES.values()} == kinds - {DataStage, ModelStage, Predictions}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_stage_is_rebuilt_from_its_key_alone(tmp_path, name):
    stage = SAMPLES[name]
    Store(tmp_path).put_spec(stage)
    rebuilt = Store(tmp_path).rebuild(stage.key)
    assert rebuilt == stage
    assert [entry.key for entry in closure([rebuilt])] == [entry.key for entry in closure([stage])]


def test_settings_that_came_later_are_rebuilt_as_well(tmp_path):
    rules = ("fgm", Rule(smoothing=Smoothing(sigma=0.5)))
    adapter = Adapter(target_modules=("query",), options=(("r", 4), ("use_dora", True)))
    training = Training(rules=rules, adapter=adapter, mixed_batches=True).over(TRAIN.training)
    stage = replace(TRAIN, training=training)
    Store(tmp_path).put_spec(stage)
    assert Store(tmp_path).rebuild(stage.key) == stage
    assert len({stage.key, TRAIN.key, replace(TRAIN, training=replace(training, adapter="none")).key}) == 3


def test_specs_from_before_a_setting_are_read_with_its_earlier_value(tmp_path):
    store = Store(tmp_path)
    store.put_spec(TRAIN)
    (path,) = tmp_path.rglob(f"{TRAIN.key}.json")
    spec = json.loads(path.read_text())
    for name in Training.ADDED:
        del spec["fields"]["training"][name]
    path.write_text(json.dumps(spec))
    assert store.rebuild(TRAIN.key) == TRAIN


OTHERS: dict[str, object] = {
    "architecture": Architecture(layers=9),
    "tokenizer": replace(TOKENIZER, vocabulary=7),
    "parent": FOUND,
    "start": FOUND,
    "models": (),
    "vectors": replace(EMBED, layers="8"),
    "predictions": replace(PREDICT, limit=3),
    "slice": replace(RETRIEVAL, options=()),
    "slices": (replace(TEXT, cap=None),),
    "trained": (TEXT,),
    "evaluated": (NLI,),
    "tasks": TRAIN.tasks[::-1],
    "training": DEFAULTS,
    "data": (("other", "1" * 64),),
    "role": Role("check", "other"),
}
"""Another value for fields that are no plain text or number."""


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_counts_but_those_for_readers(name):
    stage = SAMPLES[name]
    for entry in fields(stage):
        changed = replace(stage, **{entry.name: _other(entry.name, getattr(stage, entry.name))})
        assert (changed.key == stage.key) == (entry.name in stage.UNKEYED), entry.name


def _other(name: str, value: object) -> object:
    if name in OTHERS:
        return OTHERS[name]
    if isinstance(value, tuple):
        return (*value, 0.5)
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value or ''}x"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([entry.name for entry in fields(DataSlice) if entry.name not in ("options", "world")]),
    st.text(max_size=5),
    st.integers(0, 99),
)
def test_any_change_of_a_slice_changes_the_key_of_all_that_follows(name, text, number):
    value = {"languages": (text,), "cap": number, "seed": number}.get(name, text)
    changed = replace(TEXT, **{name: value})
    after = replace(BUILT, tokenizer=replace(TOKENIZER, slices=(changed,)))
    assert (after.key == BUILT.key) == (changed == TEXT)
    assert (replace(TRAIN, parent=after).key == TRAIN.key) == (changed == TEXT)


@given(st.builds(Role, st.sampled_from(["", "target", "check"]), st.text(), st.text()), st.booleans())
def test_what_helps_readers_never_counts(role, whole):
    assert replace(TRAIN, role=role, whole_machine=whole).key == TRAIN.key
    assert Score(predictions=replace(PREDICT, role=role), role=role).key == Score(predictions=PREDICT).key


def test_numbers_count_by_value():
    assert replace(TRAIN, temperature=5).key == TRAIN.key
    assert replace(TRAIN, temperature=5.5).key != TRAIN.key


def test_the_chain_begins_with_the_encoder():
    assert origins(SAMPLES["train after train"]) == (BUILT,)
    assert origins(PREDICT) == (BUILT,)


def test_labels_tell_people_what_a_stage_is():
    assert {name: stage.label for name, stage in SAMPLES.items() if name != "train after train"} == {
        "train in the lab": "train lab_nli (seed 3)",
        "tokenizer": "tokenizer of 5,000 pieces",
        "pretrained, built": "pretrained new encoder",
        "pretrained, found": "pretrained xlm-roberta-base@main",
        "train": "intermediate nli (seed 3)",
        "merge": "merge linear (seed 3)",
        "snapshot": "intermediate nli, step 50 (seed 3)",
        "predict": "predict x (seed 3)",
        "embed": "embed tatoeba (layer 7) (seed 3)",
        "compare": "compare x (seed 3)",
        "score": "score x (seed 3)",
        "layer means": "x (seed 3) by layer",
        "language distances": "distances of languages from en",
        "overlaps": "overlaps of training and evaluation text",
    }


def test_work_grows_with_steps_replay_and_encoder():
    more = replace(TRAIN, training=replace(TRAIN.training, max_steps=200))
    assert more.work() == 2 * TRAIN.work()
    alone = replace(TRAIN, tasks=TRAIN.tasks[:1])
    assert TRAIN.work() >= 1.5 * alone.work()  # replay on every second step
    assert replace(alone, parent=FOUND).work() / alone.work() == pytest.approx(86e6 / BUILT.parameters)
    assert TRAIN.slots(8) == 8
    assert replace(TRAIN, whole_machine=False).slots(8) == 1
