"""The ready queue: a stage is ready when the last of its inputs is done, first planned first."""

from dataclasses import dataclass

from toys import Number, Sum

from xstilts.graph.ready_queue import ReadyQueue
from xstilts.graph.stage import closure


@dataclass(frozen=True, kw_only=True)
class OnGpu(Number):
    """A number that asks for a GPU."""

    GPU = True


def drain(ready, *, gpu=False):
    found = []
    while (stage := ready.pop(gpu=gpu)) is not None:
        found.append(stage)
    return found


def test_a_stage_is_ready_after_its_last_input():
    top = Sum(terms=(Number(value=1), Number(value=2)))
    ready = ReadyQueue(closure([top]), gpu=False)
    assert drain(ready) == list(top.terms)
    ready.finish(top.terms[1])
    assert drain(ready) == []
    ready.finish(top.terms[0])
    assert drain(ready) == [top]


def test_inputs_that_were_done_before_are_not_waited_for():
    top = Sum(terms=(Number(value=1), Number(value=2)))
    ready = ReadyQueue([top.terms[0], top], gpu=False)
    ready.finish(ready.pop(gpu=False))
    assert drain(ready) == [top]


def test_a_stage_that_is_tried_again_keeps_its_place():
    stages = [Number(value=value) for value in range(4)]
    ready = ReadyQueue(stages, gpu=False)
    first = ready.pop(gpu=False)
    ready.push(first)
    assert drain(ready) == stages


def test_a_long_chain_is_taken_out_of_turn_before_it_would_come_last():
    short = [Number(value=value) for value in range(8)]
    long = Number(value=100)
    top = Sum(terms=(long,))
    seconds = dict.fromkeys((stage.key for stage in short), 1.0) | {long.key: 1.0, top.key: 4.0}
    ready = ReadyQueue([*short, long, top], gpu=False, seconds=seconds, places=2)
    taken = []
    while (stage := ready.pop(gpu=False)) is not None:
        taken.append(stage)
        ready.finish(stage)
    assert taken == [long, top, *short]  # 13 seconds are left for two places: 5 are more than half of 6.5
    assert drain(ReadyQueue([*short, long, top], gpu=False, seconds=seconds, places=1)) == [*short, long]


def test_each_stage_comes_once_whichever_way_it_is_taken_and_put_back():
    stages = [Number(value=value) for value in range(6)]
    seconds = {stage.key: float(stage.value) for stage in stages}
    ready = ReadyQueue(stages, gpu=False, seconds=seconds, places=3)
    for _ in range(3):
        ready.push(ready.pop(gpu=False))
    assert sorted(stage.value for stage in drain(ready)) == list(range(6))


def test_stages_for_a_gpu_wait_apart_where_there_is_one():
    stages = [Number(value=1), OnGpu(value=2)]
    assert drain(ReadyQueue(stages, gpu=False)) == stages
    ready = ReadyQueue(stages, gpu=True)
    assert drain(ready) == stages[:1]
    assert drain(ready, gpu=True) == stages[1:]


def test_all_that_need_a_stage_are_found_once():
    low, other = Number(value=1), Number(value=2)
    left, right = Sum(terms=(low,)), Sum(terms=(low, other))
    top = Sum(terms=(left, right))
    ready = ReadyQueue(closure([top]), gpu=False)
    assert list(ready.needing(low)) == [left, right, top]
    assert list(ready.needing(other)) == [right, top]
    assert list(ready.needing(top)) == []
