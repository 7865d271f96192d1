"""The plan: order, what is done, what nobody needs, and what it will cost."""

import json

import pytest
from toys import Number, Sum

from xstilts.graph.plan import SPEEDS, plan


def test_inputs_come_first_and_equal_stages_once(store, chain):
    again = Sum(terms=(Number(value=2), Number(value=3)))
    found = plan([chain, again, Number(value=3)], store)
    assert [stage.key for stage in found.todo] == [chain.terms[0].key, chain.terms[1].key, chain.key]
    assert [stage.key for stage in found.wanted] == [chain.key, Number(value=3).key]
    assert found.done == ()


def test_a_finished_stage_needs_none_of_its_inputs(store, finish, chain):
    finish(*chain.terms, chain)
    store.prune({chain.key})
    top = Sum(terms=(chain, Number(value=9)))
    found = plan([top], store)
    assert found.done == (chain,)
    assert found.todo == (Number(value=9), top)
    assert not store.has(chain.terms[0])


def test_an_input_that_is_needed_elsewhere_runs_all_the_same(store, finish, chain):
    finish(*chain.terms, chain)
    store.prune({chain.key})
    other = Sum(terms=(Number(value=2),))
    found = plan([chain, other], store)
    assert found.done == (chain,)
    assert found.todo == (Number(value=2), other)


def test_ten_thousand_stages_are_planned_in_an_order_that_can_run(store):
    roots = [Number(value=value) for value in range(100)]
    middle = [Sum(terms=(root,), steps=step) for root in roots for step in range(1, 50)]
    tops = [Sum(terms=(stage,), first=stage.terms[0]) for stage in middle]
    found = plan(tops, store)
    assert len(found.todo) == 100 + 4900 + 4900
    seen: set[str] = set()
    for stage in found.todo:
        assert all(entry.key in seen for entry in stage.inputs.values())
        seen.add(stage.key)


def test_without_experience_the_cost_is_work_over_the_assumed_speed(store):
    found = plan([Number(value=4000)], store)
    assert found.total_seconds == pytest.approx(4e9 / SPEEDS["cpu"])
    assert found.work == 4e9
    assert not found.learned


def put_recipe(store, stage, **told):
    with store.filling(stage) as part:
        recipe = {"stage": type(stage).__name__, "device": "cpu", "work": stage.work(), "resumed": False, **told}
        (part / "recipe.json").write_text(json.dumps(recipe))


def test_speeds_are_learned_from_finished_stages_of_the_kind(store):
    for value, seconds in ((1, 0.1), (2, 0.2), (3, 0.3), (4, 4000.0)):
        put_recipe(store, Number(value=value), seconds=seconds)
    put_recipe(store, Number(value=5), seconds=1e-6, resumed=True)
    put_recipe(store, Sum(terms=(Number(value=1),)), seconds=7.0)
    found = plan([Number(value=100), Sum(terms=(Number(value=2),), steps=3)], store)
    assert [round(found.seconds[stage.key], 6) for stage in found.todo] == [10.0, 7.0]
    assert found.learned


def test_the_wall_time_is_bounded_by_the_slots_and_by_the_longest_chain(store):
    for value in (1, 2, 3, 4):
        put_recipe(store, Number(value=value), seconds=float(value))
    put_recipe(store, Sum(terms=(Number(value=1),)), seconds=5.0)
    numbers = tuple(Number(value=10, seconds=float(second)) for second in range(4))
    found = plan([Sum(terms=numbers, steps=2)], store)
    assert found.total_seconds == pytest.approx(45.0)
    assert found.wall_seconds(1) == pytest.approx(45.0)
    assert found.wall_seconds(2) == pytest.approx(22.5)
    assert found.wall_seconds(100) == pytest.approx(15.0)


def test_a_plan_for_nothing_is_empty(store):
    found = plan([], store)
    assert (found.todo, found.done, found.total_seconds, found.wall_seconds(2)) == ((), (), 0, 0)
