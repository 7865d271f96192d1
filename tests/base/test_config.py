import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from xstilts.base import config
from xstilts.base.errors import UserError
from xstilts.graph.plain import plain


@config.settings
class Train:
    learning_rate: float = 1e-5
    max_steps: int = 10
    objective: Literal["mlm", "tlm"] = "mlm"

    def __post_init__(self) -> None:
        if self.learning_rate <= 0:
            raise ValueError(f"learning_rate: must be above 0, got {self.learning_rate}")
        if self.max_steps > 1000 and self.objective == "tlm":
            raise ValueError("tlm takes at most 1000 steps")


@config.settings
class Recipe:
    tasks: tuple[str | tuple[str, ...], ...] = ()
    replay: Train | None = None


@config.settings
class Study:
    study: str
    encoders: tuple[str | Recipe | Train, ...] = ("tiny",)
    languages: Literal["all"] | tuple[str, ...] = "all"
    seeds: int | tuple[int, ...] = 5
    intermediate: tuple[tuple[str, Recipe], ...] = ()
    train: Train = Train()
    weights: Mapping[str, float] = field(default_factory=dict)
    by_phase: Mapping[Literal["dev", "test"], int] = field(default_factory=dict)
    strict: bool = False


@pytest.fixture
def load(tmp_path):
    def load(text, *overrides, kind=Study):
        path = tmp_path / "study.yaml"
        path.write_text(text, encoding="utf-8")
        return config.load(path, kind, overrides)

    return load


@pytest.fixture
def mistakes(load, tmp_path):
    """The lines of the error that a file causes, without the folder, source lines and carets."""

    def mistakes(text, *overrides, kind=Study):
        with pytest.raises(UserError) as caught:
            load(text, *overrides, kind=kind)
        told = str(caught.value).replace(f"{tmp_path}/", "").split("\n")
        return [line for line in told if not line.startswith("    ")]

    return mistakes


def test_a_file_becomes_a_frozen_value(load):
    study = load(
        "study: a\nencoders: [x, {tasks: [a, [b, c]]}, {max_steps: 3}]\nlanguages: [no, en]\n"
        "intermediate:\n  z: {tasks: [mnli]}\n  a: {replay: {learning_rate: 3e-5}}\nweights: {a: 1, 2: 3.5}\n"
    )
    assert study == Study(
        study="a",
        encoders=("x", Recipe(tasks=("a", ("b", "c"))), Train(max_steps=3)),
        languages=("no", "en"),
        intermediate=(("z", Recipe(tasks=("mnli",))), ("a", Recipe(replay=Train(learning_rate=3e-5)))),
        weights={"a": 1.0, "2": 3.5},
    )
    assert isinstance(study.weights["a"], float)
    with pytest.raises(AttributeError):
        study.study = "b"


def test_settings_are_fields_of_stages_as_well():
    assert plain(Recipe(tasks=("a",), replay=Train())) == {
        "tasks": ["a"],
        "replay": {"learning_rate": 1e-5, "max_steps": 10, "objective": "mlm"},
    }


def test_scalars_are_those_of_yaml_12(load):
    assert load("study: yes\nlanguages: [no, on, 12:30:00, 2020-01-01]\ntrain: {learning_rate: 3e-5}") == Study(
        study="yes", languages=("no", "on", "12:30:00", "2020-01-01"), train=Train(learning_rate=3e-5)
    )


def test_anchors_and_merged_mappings_work(load):
    study = load("study: a\ntrain: &t {max_steps: 3}\nencoders: [*t, {<<: *t, learning_rate: 1}]")
    assert study.encoders == (Train(max_steps=3), Train(max_steps=3, learning_rate=1.0))


def test_all_mistakes_are_told_at_once_in_order(mistakes):
    assert mistakes(
        'seeds: "3"\nencodrs: [x]\nintermediate:\n  nli: {task: [mnli]}\n  r: {replay: {learning_rate: -1}}\n'
        "  r: 3\ntrain: {max_steps: 1e3, objective: mml}\nby_phase: {tset: 3}\nstrict: yes\nweights: {a: b}\n"
    ) == [
        "study.yaml:1:1: study: missing. Add `study: ...`",
        'study.yaml:1:8: seeds: must be a whole number or a list, got "3". Write 3 without quotes',
        "study.yaml:2:1: encodrs: no such setting. Did you mean 'encoders'? Known: study, encoders, languages, "
        "seeds, intermediate, train, weights, by_phase, strict",
        "study.yaml:4:9: intermediate.nli.task: no such setting. Did you mean 'tasks'? Known: tasks, replay",
        "study.yaml:5:31: intermediate.r.replay.learning_rate: must be above 0, got -1.0",
        "study.yaml:6:3: intermediate.r: given twice, first at study.yaml:5:3. Keep one.",
        "study.yaml:7:20: train.max_steps: must be a whole number, got 1000.0. Write 1000",
        "study.yaml:7:36: train.objective: must be 'mlm' or 'tlm', got \"mml\". Did you mean 'mlm'?",
        "study.yaml:8:12: by_phase.tset: the key must be 'dev' or 'test', got \"tset\". Did you mean 'test'?",
        'study.yaml:9:9: strict: must be true or false, got "yes"',
        'study.yaml:10:14: weights.a: must be a number, got "b"',
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("study: 3", 'study: must be text, got 3. Put it in quotes: "3"'),
        ("languages: en", "languages: must be 'all' or a list, got \"en\". Write [en]"),
        ("languages: al", "languages: must be 'all' or a list, got \"al\". Did you mean 'all'?"),
        ("languages: [3]", 'languages.0: must be text, got 3. Put it in quotes: "3"'),
        ("encoders: [1]", 'encoders.0: must be text or a mapping, got 1. Put it in quotes: "1"'),
        ("encoders: [{max_step: 3, objective: mlm}]", "encoders.0.max_step: no such setting. Did you mean"),
        ("encoders: [{tasks: {a: b}}]", 'encoders.0.tasks: must be a list, got {"a": "b"}'),
        ("intermediate: [nli]", 'intermediate: must be a mapping, got ["nli"]'),
        ("intermediate: {a: 3}", "intermediate.a: must be a mapping of settings, got 3"),
        ("train: {learning_rate: .inf}", "train.learning_rate: must be a finite number, got Infinity"),
        ("train: {learning_rate: true}", "train.learning_rate: must be a number, got true"),
        ("train: {max_steps: 2000, objective: tlm}", "train: tlm takes at most 1000 steps"),
    ],
)
def test_a_wrong_value_is_shown_with_what_would_be_right(mistakes, text, told):
    assert any(told in line for line in mistakes(text))


def test_the_line_is_shown_with_a_caret_below_the_value(load):
    with pytest.raises(UserError, match=r"study.yaml:2:10: .*\n    weights: \[1\]\n             \^$"):
        load("study: a\nweights: [1]\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "study.yaml:1:1: the file is empty. Known settings: study,"),
        ("# only a comment\n", "study.yaml:1:1: the file is empty."),
        ("- 1", "study.yaml:1:1: expected a mapping of settings (`name: value` lines), got a list."),
        ("a:\n\t- b", "study.yaml:2:1: a tab cannot indent YAML. Use spaces."),
        ("a: [1,\n2\n", "study.yaml:1:4: not YAML: a flow sequence that begins here is never closed."),
        ("a: 'x", "study.yaml:1:4: not YAML: a quoted scalar that begins here is never closed."),
        ("a: b: c", "study.yaml:1:5: not YAML: mapping values are not allowed here."),
        ("a: *z", "study.yaml:1:4: not YAML: found undefined alias"),
        ("a: &a [*a]", "study.yaml:1:4: this alias contains itself."),
        ("a: 1\n---\nb: 2", "study.yaml:2:1: a second document begins here."),
        ("a: !!python/object:os.system x", "study.yaml:1:4: a tag (`!...`) is not allowed here"),
        ("a: !!int 3", "study.yaml:1:4: a tag (`!...`) is not allowed here"),
        ("%YAML 1.1\n---\na: no", "study.yaml:1:1: a directive (`%...`) is not allowed here"),
        ("a: 1\nb: \x01", "study.yaml:2:4: unacceptable character"),
        ("study: " + "[" * 3000, "study.yaml:1:1: lists and mappings are nested too deeply"),
        ("study: a\nseeds: " + "9" * 5000, "study.yaml:2:8: no number that can be read: Exceeds the limit"),
        ('study: "\\ud800"', "study.yaml:1:8: no text: '\\ud800'. Mend the escape in it."),
        ('study: a\nweights: {"\\0list": 1}', "study.yaml:2:11: no text: '\\x00list'."),
    ],
)
def test_a_text_that_is_not_plain_yaml_is_refused_at_its_place(mistakes, text, told):
    assert mistakes(text)[0].startswith(told)


def test_aliases_that_grow_without_end_are_refused(mistakes):
    nested = "\n".join(f"k{n + 1}: &k{n + 1} [{', '.join([f'*k{n}'] * 10)}]" for n in range(8))
    assert "more than 100000 values" in mistakes(f"k0: &k0 [x]\n{nested}")[0]


def test_a_byte_that_is_not_utf8_is_shown_with_its_line(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_bytes(b"study: a\nlanguages: [\xff]\n")
    with pytest.raises(UserError, match=r"study.yaml:2: byte 0xff is not UTF-8"):
        config.load(path, Study)


def test_overrides_are_laid_over_the_file(load):
    study = load(
        "study: a\nencoders: [a, {tasks: [b]}]",
        "train.max_steps=7",
        "encoders.1.tasks.0=c",
        "encoders.0={max_steps: 1}",
        "intermediate.x.tasks=[d, [e]]",
        "languages=[no]",
        "weights.en=2",
        "study=b=c",
    )
    assert study == Study(
        study="b=c",
        encoders=(Train(max_steps=1), Recipe(tasks=("c",))),
        train=Train(max_steps=7),
        intermediate=(("x", Recipe(tasks=("d", ("e",)))),),
        languages=("no",),
        weights={"en": 2.0},
    )


def test_an_override_of_one_alias_leaves_the_others(load):
    study = load("study: a\nencoders: [&t {max_steps: 3}, *t]", "encoders.0.max_steps=4")
    assert study.encoders == (Train(max_steps=4), Train(max_steps=3))


def test_overrides_can_stand_for_an_empty_file(load):
    assert load("", "study=a") == Study(study="a")


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("encoders.4=3", "encoders is a list: '4' is none of its indices (0 to 0)"),
        ("encoders.x=3", "encoders is a list: 'x' is none of its indices (0 to 0)"),
        ("study.x=3", "study is \"a\", which has no 'x' to set"),
        ("foo", "expected key.path=value, such as train.learning_rate=1e-5"),
        ("a..b=3", "expected key.path=value, such as train.learning_rate=1e-5"),
        ("study=", "study: must be text, got null"),
        ("study=[1", "not YAML: a flow sequence that begins here is never closed. Check brackets and quotes."),
        ("train.max_steps=x", 'train.max_steps: must be a whole number, got "x"'),
        ("encoders.0={tasks: 3}", "encoders.0.tasks: must be a list, got 3"),
        ("trian.max_steps=3", "trian: no such setting. Did you mean 'train'? Known: study, encoders"),
        ("train.learning_rat=3", "train.learning_rat: no such setting. Did you mean 'learning_rate'? Known:"),
        ("train.learning_rate=-3", "train.learning_rate: must be above 0, got -3.0"),
        ("train={max_steps: 1, max_steps: 2}", "max_steps: given twice"),
    ],
)
def test_a_wrong_override_is_named(mistakes, override, told):
    found = mistakes("study: a\nencoders: [a]\nseeds: x", override)
    assert len(found) == 2
    assert found[0].startswith("study.yaml:3:8: seeds: must be a whole number")
    assert found[1].startswith(f"--set {override}: {told}")


def test_the_schema_describes_what_files_hold():
    schema = config.schema(Study)
    assert schema["required"] == ["study"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["intermediate"]["additionalProperties"] == {"$ref": "#/$defs/Recipe"}
    assert schema["$defs"]["Train"]["properties"]["objective"]["enum"] == ["mlm", "tlm"]
    json.dumps(schema, allow_nan=False)


def test_quoted_annotations_are_refused_by_the_decorator():
    with pytest.raises(TypeError, match="Late: settings need evaluated annotations"):

        @config.settings
        class Late:
            other: "Late | None" = None


def test_importing_it_brings_neither_pydantic_nor_ruamel():
    code = "import sys, xstilts.base.config; print([m for m in ('pydantic', 'ruamel.yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
FLOATS = st.floats(min_value=1e-12, max_value=1e6)
TRAINS = st.builds(Train, learning_rate=FLOATS, max_steps=st.integers(-9, 999))
RECIPES = st.builds(Recipe, tasks=st.tuples(TEXT, st.tuples(TEXT, TEXT)), replay=st.none() | TRAINS)
STUDIES = st.builds(
    Study,
    study=TEXT,
    encoders=st.lists(TEXT | RECIPES, max_size=3).map(tuple),
    languages=st.just("all") | st.lists(TEXT, max_size=3).map(tuple),
    seeds=st.integers() | st.lists(st.integers(), max_size=3).map(tuple),
    intermediate=st.dictionaries(TEXT.filter(lambda name: name != "<<"), RECIPES, max_size=3).map(
        lambda named: tuple(named.items())
    ),
    train=TRAINS,
    strict=st.booleans(),
)


@given(study=STUDIES)
def test_whatever_is_written_as_json_is_read_back(tmp_path_factory, study):
    value = plain(study)
    value["intermediate"] = dict(value["intermediate"])
    path = tmp_path_factory.mktemp("study") / "study.yaml"
    path.write_text(json.dumps(value), encoding="utf-8")
    assert config.load(path, Study) == study


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(value=st.fixed_dictionaries({}, optional=dict.fromkeys(["study", "encoders", "languages", "train"], VALUES)))
def test_any_value_is_read_or_refused_with_a_place(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("study") / "study.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(value, stream)
    told = ""
    try:
        config.load(path, Study)
    except UserError as error:
        told = str(error)
    assert all(line.startswith((f"{path}:", "    ")) for line in told.splitlines())


@given(text=st.text(st.sampled_from("ab:-[]{}&*!<'\"#|> \n\t?%@,1"), max_size=30))
def test_any_text_is_read_or_refused_with_a_place(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("study") / "study.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=rf"^{path}:\d+:\d+: "):
        config.load(path, Study)
