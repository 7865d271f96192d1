"""Identity: any change of what counts changes the key, nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toys import Number, Rule, Sum

from xstilts.graph.plain import canonical
from xstilts.graph.stage import Stage, closure

NAMES = st.text(max_size=5)
RATES = st.floats(allow_nan=False, allow_infinity=False)
RULES = st.recursive(
    st.builds(Rule, name=NAMES, rate=RATES),
    lambda inner: st.builds(Rule, name=NAMES, rate=RATES, inner=inner),
    max_leaves=3,
)
NUMBERS = st.builds(
    Number,
    value=st.integers(),
    rule=RULES,
    weights=st.lists(st.tuples(NAMES, RATES), max_size=3).map(tuple),
    seconds=RATES,
)
SUMS = st.builds(Sum, terms=st.lists(NUMBERS, max_size=3).map(tuple), first=st.none() | NUMBERS, steps=st.integers())


@given(NUMBERS | SUMS, NUMBERS | SUMS)
def test_keys_are_equal_exactly_where_stages_are(one, other):
    assert (one.key == other.key) == (one == other)


@given(NUMBERS, NUMBERS)
def test_the_key_differs_when_any_one_field_differs(one, other):
    for entry in fields(one):
        changed = replace(one, **{entry.name: getattr(other, entry.name)})
        assert (changed.key != one.key) == (getattr(one, entry.name) != getattr(other, entry.name))


@given(NUMBERS | SUMS)
def test_a_key_is_made_of_the_values_and_not_of_this_process(stage):
    copy = replace(stage)
    assert copy is not stage
    assert copy.key == stage.key
    assert len(stage.key) == 64


def as_it_first_was() -> type[Stage]:
    @dataclass(frozen=True, kw_only=True)
    class Grown(Stage):
        size: int

    return Grown


def with_more_fields() -> type[Stage]:
    @dataclass(frozen=True, kw_only=True)
    class Grown(Stage):
        ADDED = {"depth": 1, "rule": Rule("old")}  # noqa: RUF012
        UNKEYED = frozenset({"title"})

        size: int
        depth: int = 4
        rule: Rule = Rule()  # noqa: RUF009
        title: str = ""

    return Grown


BEFORE, AFTER = as_it_first_was(), with_more_fields()


def test_added_fields_at_their_earlier_value_do_not_change_the_key():
    assert AFTER(size=3, depth=1, rule=Rule("old")).key == BEFORE(size=3).key
    assert AFTER(size=3).key != BEFORE(size=3).key
    assert AFTER(size=3, depth=1).key != BEFORE(size=3).key


def test_fields_added_to_a_value_inside_a_stage_are_left_out_as_well():
    @dataclass(frozen=True)
    class Settings:
        ADDED: ClassVar[Mapping[str, object]] = {"rules": ()}

        rate: float = 0.5
        rules: tuple[str, ...] = ()

    @dataclass(frozen=True, kw_only=True)
    class Learned(Stage):
        settings: object = None
        many: tuple[object, ...] = ()

    @dataclass(frozen=True)
    class Before:
        rate: float = 0.5

    assert Learned(settings=Settings(), many=(Settings(),)).key == Learned(settings=Before(), many=(Before(),)).key
    assert Learned(settings=Settings(rules=("r",))).key != Learned(settings=Before()).key
    assert Learned(settings=Settings()).spec["fields"]["settings"] == {"rate": 0.5, "rules": []}


@given(st.integers(), st.integers())
def test_an_added_field_counts_as_soon_as_it_has_another_value(one, other):
    keys = {AFTER(size=1, depth=depth).key for depth in (one, other)}
    assert len(keys) == len({one, other})


def test_a_field_that_does_not_count_is_in_the_spec_and_not_in_the_key():
    one, other = AFTER(size=3, title="one"), AFTER(size=3, title="other")
    assert one.key == other.key
    assert one.spec["fields"]["title"] == "one"


def test_another_version_is_another_key(monkeypatch):
    before = Number(value=1).key
    monkeypatch.setattr(Number, "VERSION", 2)
    assert Number(value=1).key != before


def test_a_change_far_upstream_changes_every_key_below():
    tops = [Sum(terms=(Sum(terms=(Sum(terms=(Number(value=value),)),)),)) for value in (1, 2)]
    keys = [{stage.key for stage in closure([top])} for top in tops]
    assert keys[0].isdisjoint(keys[1])


@given(RATES)
def test_equal_numbers_have_equal_keys_whatever_their_type(rate):
    if rate.is_integer():
        assert Number(value=1, seconds=rate).key == Number(value=1, seconds=int(rate)).key
    assert Number(value=1, seconds=rate).key == Number(value=1, seconds=float(repr(rate))).key


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="a stage's field cannot hold set"):
        _ = Number(value={1}).key  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_inputs_are_named_by_field_and_place():
    one, two, three = (Number(value=value) for value in (1, 2, 3))
    assert Sum(terms=(one, two), first=three).inputs == {"terms/0": one, "terms/1": two, "first": three}
