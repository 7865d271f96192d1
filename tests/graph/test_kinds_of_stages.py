"""A new kind of stage is two files of one name: what it is, and what it does. Nothing else is told of it."""

import sys

import pytest
from toys import Number

from xstilts.graph import specs
from xstilts.graph.stage import Stage

DECLARED = '''
"""Blends numbers."""

from dataclasses import dataclass

from xstilts.graph.stage import Stage


@dataclass(frozen=True)
class Part:
    """A share of a stage, and what is taken from it."""

    stage: Stage
    share: float = 1.0
    less: tuple[tuple[str, Stage], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Blend(Stage):
    """The sum of the numbers of its parts, less what is taken."""

    parts: tuple[tuple[str, Part], ...]
    base: Stage | None = None
'''

RUN = '''
"""Runs a Blend stage."""


def run(stage, inputs, out, context):
    """Fill `out/number.txt`."""
    total = 0.0
    for place, (name, part) in enumerate(stage.parts):
        total += part.share * number(inputs[f"parts/{place}/1/stage"])
        for taken, (name, stage) in enumerate(part.less):
            total -= number(inputs[f"parts/{place}/1/less/{taken}/1"])
    (out / "number.txt").write_text(f"{total:g}")


def number(folder):
    return float((folder / "number.txt").read_text())
'''


@pytest.fixture
def blend(tmp_path, monkeypatch):
    """The module of a fifth kind of stage, in a package on the path."""
    for name, text in (("stages/blend", DECLARED), ("running/blend", RUN)):
        path = tmp_path / "kinds" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    import kinds.stages.blend as module  # noqa: PLC0415

    yield module
    del Stage.KINDS["Blend"]
    for name in [name for name in sys.modules if name.partition(".")[0] == "kinds"]:
        del sys.modules[name]


@pytest.fixture
def blended(blend):
    """0.5 x 8 + 2 - 1 - 3, in which all inputs lie deep inside of values; the 2 comes twice."""
    eight, two, one, three = (Number(value=value) for value in (8, 2, 1, 3))
    first = blend.Part(stage=eight, share=0.5)
    return blend.Blend(parts=(("a", first), ("b", blend.Part(stage=two, less=(("c", one), ("d", three))))))


def test_stages_at_any_depth_are_edges_by_their_place(blended):
    assert {place: stage.value for place, stage in blended.inputs.items()} == {
        "parts/0/1/stage": 8,
        "parts/1/1/stage": 2,
        "parts/1/1/less/0/1": 1,
        "parts/1/1/less/1/1": 3,
    }


def test_a_change_deep_inside_changes_the_key(blend, blended):
    (_, first), second = blended.parts
    other = blend.Part(stage=Number(value=9), share=first.share)
    assert blend.Blend(parts=(("a", other), second)).key != blended.key
    assert blend.Blend(parts=(("a", first), second)).key == blended.key


def test_a_new_kind_is_planned_run_by_workers_and_found_again(blended, go, store):
    report, _ = go(blended)
    assert len(report.done) == 5
    assert (store.folder(blended) / "number.txt").read_text() == "2"
    assert go(blended)[0].done == ()


def test_a_new_kind_is_rebuilt_with_all_that_is_inside(blend, blended, store):
    around = blend.Blend(parts=(("outer", blend.Part(stage=blended)),), base=blended)
    store.put_spec(around)
    assert store.rebuild(around.key) == around
    assert specs.encode(around)["fields"]["base"] == {"$stage": blended.key}


def test_a_kind_without_anything_that_runs_it_says_where_that_belongs(tmp_path):
    with pytest.raises(NotImplementedError, match=r"toys\..*Idle: nothing runs it\. Declare it in .* `stages`"):
        type("Idle", (Stage,), {"__module__": "toys"})().run({}, tmp_path, None)
    del Stage.KINDS["Idle"]
