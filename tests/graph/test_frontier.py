"""The frontier: a stage is ready when the last of its inputs is done, first planned first."""

from dataclasses import dataclass

from toys import Number, Sum

from xstilts.graph.frontier import Frontier
from xstilts.graph.stage import closure


@dataclass(frozen=True, kw_only=True)
class OnGpu(Number):
    """A number that asks for a GPU."""

    GPU = True


def drain(frontier, *, gpu=False):
    found = []
    while (stage := frontier.pop(gpu=gpu)) is not None:
        found.append(stage)
    return found


def test_a_stage_is_ready_after_its_last_input():
    top = Sum(terms=(Number(value=1), Number(value=2)))
    frontier = Frontier(closure([top]), gpu=False)
    assert drain(frontier) == list(top.terms)
    frontier.finish(top.terms[1])
    assert drain(frontier) == []
    frontier.finish(top.terms[0])
    assert drain(frontier) == [top]


def test_inputs_that_were_done_before_are_not_waited_for():
    top = Sum(terms=(Number(value=1), Number(value=2)))
    frontier = Frontier([top.terms[0], top], gpu=False)
    frontier.finish(frontier.pop(gpu=False))
    assert drain(frontier) == [top]


def test_a_stage_that_is_tried_again_keeps_its_place():
    stages = [Number(value=value) for value in range(4)]
    frontier = Frontier(stages, gpu=False)
    first = frontier.pop(gpu=False)
    frontier.push(first)
    assert drain(frontier) == stages


def test_stages_for_a_gpu_wait_apart_where_there_is_one():
    stages = [Number(value=1), OnGpu(value=2)]
    assert drain(Frontier(stages, gpu=False)) == stages
    frontier = Frontier(stages, gpu=True)
    assert drain(frontier) == stages[:1]
    assert drain(frontier, gpu=True) == stages[1:]


def test_all_that_need_a_stage_are_found_once():
    low, other = Number(value=1), Number(value=2)
    left, right = Sum(terms=(low,)), Sum(terms=(low, other))
    top = Sum(terms=(left, right))
    frontier = Frontier(closure([top]), gpu=False)
    assert list(frontier.needing(low)) == [left, right, top]
    assert list(frontier.needing(other)) == [right, top]
    assert list(frontier.needing(top)) == []
