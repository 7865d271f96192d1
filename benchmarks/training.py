"""How fast training is beside transformers' Trainer, in real tokens per second: `python -m benchmarks.training`.

Every setting lives in a process of its own, since Trainers in one process share their state and peak memory is that
of a process. The processes take turns, a segment of steps each (A B C D A B C D ...), so that what else the machine
does falls on all alike: only ratios within a round carry over to another machine. `docs/benchmarks.md` says how to
read the table.
"""

import argparse
import gc
import json
import multiprocessing
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np
import torch
from numpy.typing import NDArray
from transformers.utils import logging

from benchmarks import texts
from benchmarks.measure import Segment, ceiling, peak_mib, spread, table
from benchmarks.options import model_parser
from benchmarks.shapes import SHAPES
from benchmarks.trainers import Drawn, Job, settings_of
from xstilts.graph.engines.local import LIBRARIES

POOL = 50
"""Batches that are sorted by length together, as transformers' length-grouped sampler does and xstilts."""

STEPS = {"small": 16, "base": 2, "large": 16}
ROUNDS = {"small": 5, "base": 3, "large": 3}
H200 = 990e12
"""FLOP per second of an H200 in bf16 without sparsity, by its data sheet."""


def draw(lengths: NDArray[np.int64], batch_size: int, steps: int, seed: int) -> Drawn:
    """`steps` batches that stand for an epoch, from a pool of rows sorted by length.

    Grouped batches are slices of the pool, evenly spaced; the rows of random ones are evenly spaced, then shuffled. So
    both have the lengths of the whole pool, however few the steps.
    """
    generator = np.random.default_rng(seed)
    pool = generator.permutation(len(lengths))[: POOL * batch_size]
    pool = pool[np.argsort(lengths[pool], kind="stable")]
    places = ((np.arange(steps) + 0.5) * (len(pool) // batch_size) / steps).astype(int) * batch_size
    spaced = ((np.arange(steps * batch_size) + 0.5) * len(pool) / (steps * batch_size)).astype(int)
    return Drawn(
        grouped=[pool[place : place + batch_size] for place in places],
        random=np.split(generator.permutation(pool[spaced]), steps),
    )


def serve(name: str, job: Job, threads: int | None, channel: Connection) -> None:
    """A process of one setting: trains a segment whenever it is asked to."""
    logging.set_verbosity_error()
    if threads:
        torch.set_num_threads(threads)
    train = settings_of(job.device)[name]
    while (asked := channel.recv()) is not None:
        segment = train(job, *asked)
        gc.collect()  # a stage has a process of its own: no model of an earlier round lies about there
        channel.send(replace(segment, peak_mib=peak_mib(job.device)))


@contextmanager
def environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Within the context a new process has these variables."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def turns(names: list[str], job: Job, rounds: list[Drawn], threads: int | None) -> dict[str, list[Segment]]:
    """The segments of every setting, round after round, all of a round on rows of the same pool."""
    context = multiprocessing.get_context("spawn")
    channels = {}
    for name in names:
        ours, theirs = context.Pipe()
        with environment(LIBRARIES if name == "xstilts" else {}):  # as its workers have it
            context.Process(target=serve, args=(name, job, threads, theirs), daemon=True).start()
        theirs.close()
        channels[name] = ours
    found: dict[str, list[Segment]] = {name: [] for name in names}
    for number, drawn in enumerate(rounds):
        for name, channel in channels.items():
            channel.send((drawn, number))
            try:
                found[name].append(channel.recv())
            except EOFError:
                raise SystemExit(f"{name} stopped in round {number + 1}: its error stands above") from None
            print(f"round {number + 1}, {name}: {speed(found[name][-1]):,.0f} tokens/s", file=sys.stderr, flush=True)
    for channel in channels.values():
        channel.send(None)
    return found


def prepare(options: argparse.Namespace) -> Job:
    """Text, tokenizer and sizes."""
    name, split, longest = texts.TRAINING[options.task]
    task, examples = texts.examples(name, split, "en", texts.data_folder(options.data))
    shape = SHAPES[options.shape]
    tokenizer = texts.tokenizer(texts.texts_of(task, examples), shape)
    data = task.type.encode(examples, tokenizer, longest)
    return Job(shape, task.type.head, data, tokenizer, longest, options.device, options.clock)


def parse() -> argparse.Namespace:
    """The options."""
    parser = model_parser(__doc__)
    parser.add_argument("--task", choices=texts.TRAINING, default="xnli", help="whose text: its lengths matter")
    parser.add_argument("--repeats", type=int, help="rounds; 5 small, 3 base and large")
    parser.add_argument("--steps", type=int, help="steps a segment; 16 small and large, 2 base")
    parser.add_argument("--only", nargs="+", default=[], help="some of the settings")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the table."""
    options = parse()
    if options.threads:
        torch.set_num_threads(options.threads)
    job = prepare(options)
    lengths = job.data.row_lengths
    steps, repeats = options.steps or STEPS[options.shape], options.repeats or ROUNDS[options.shape]
    rounds = [draw(lengths, options.batch_size, steps, number) for number in range(repeats)]
    cost = 3 * job.shape.flop(np.concatenate([lengths[batch] for drawn in rounds for batch in drawn.grouped]))
    names = [name for name in settings_of(job.device) if not options.only or name in options.only]
    print(
        f"{options.task} text, {lengths.mean():.0f} tokens a row, {steps} steps of {options.batch_size} rows, "
        f"{repeats} rounds; {options.shape} shape, {job.shape.vocabulary:,} pieces, {cost / 1e6:.1f} MFLOP a token"
    )
    top = ceiling(job.shape, torch.float32, job.clock) if job.device == "cpu" else H200
    found = turns(names, job, rounds, options.threads)
    report(found, cost, top)
    if job.device == "cpu":
        fast = ceiling(job.shape, torch.bfloat16, job.clock)
        print(f"matrix products: fp32 {top / 1e9:.0f} GFLOP/s (the ceiling), bf16 {fast / 1e9:.0f} GFLOP/s")
    if options.json:
        print(json.dumps({"settings": {name: summary(segments) for name, segments in found.items()}}))


def speed(segment: Segment) -> float:
    """Real tokens per second."""
    return segment.tokens / segment.seconds


def report(found: dict[str, list[Segment]], cost: float, top: float) -> None:
    """Print a line for every setting. Ratios are taken round by round."""
    slowest = "trainer_padded" if "trainer_padded" in found else next(iter(found))
    head = ("setting", "tokens/s", "x padded", "real", "of ceiling", "outside", "peak MiB")
    rows = []
    for name, segments in found.items():
        speeds = [speed(segment) for segment in segments]
        ratios = [own / speed(other) for own, other in zip(speeds, found[slowest], strict=True)]
        rows.append(
            (
                name,
                spread(speeds, 0),
                spread(ratios),
                f"{_share(segments, lambda s: s.tokens / s.computed):.2f}",
                f"{statistics.median(speeds) * cost / top:.2f}",
                f"{_share(segments, lambda s: s.outside / s.seconds):.1%}",
                f"{segments[-1].peak_mib:,.0f}",
            )
        )
    print(table(head, rows))
    trainers = [segments for name, segments in found.items() if name.startswith("trainer")]
    if "xstilts" in found and trainers:
        best = [max(map(speed, others)) for others in zip(*trainers, strict=True)]
        ratios = [speed(own) / other for own, other in zip(found["xstilts"], best, strict=True)]
        print(f"xstilts beside the best Trainer of the round: {spread(ratios)}")


def _share(segments: list[Segment], of: Callable[[Segment], float]) -> float:
    return statistics.median(map(of, segments))


def summary(segments: list[Segment]) -> dict[str, float]:
    """A setting's figures for `--json`."""
    speeds = [speed(segment) for segment in segments]
    return {
        "tokens_per_second": statistics.median(speeds),
        "least": min(speeds),
        "most": max(speeds),
        "peak_mib": segments[-1].peak_mib,
    }


if __name__ == "__main__":
    main()
