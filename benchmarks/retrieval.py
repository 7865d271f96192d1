"""How fast translations are searched for beside plain full matrices: `python -m benchmarks.retrieval`.

The plain way is that of XTREME's scripts: all similarities at once, all of them sorted for the k nearest, margins in a
Python loop. Vectors are random with a noisy translation each, in another order; Tatoeba's languages have as many as
in the data folder, or 1,000 where none is given. Both ways must find the same, else the program ends with an error.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import spread, table
from benchmarks.options import base_parser
from xstilts.metrics import mining
from xstilts.task_types.base import find_task, load

Vectors = NDArray[np.float32]
Pairs = set[tuple[int, int]]
NEIGHBOURS = 4


def vectors(count: int, width: int, seed: int) -> tuple[Vectors, Vectors]:
    """Sentences and noisy translations in another order."""
    draw = np.random.default_rng(seed)
    source = draw.standard_normal((count, width), dtype=np.float32)
    return source, source[draw.permutation(count)] + 1.2 * draw.standard_normal((count, width), dtype=np.float32)


def plain_similarities(source: Vectors, target: Vectors) -> Vectors:
    """All cosines."""
    left = source / np.linalg.norm(source, axis=1, keepdims=True)
    right = target / np.linalg.norm(target, axis=1, keepdims=True)
    similarities: Vectors = left @ right.T
    return similarities


def plain_nearest(source: Vectors, target: Vectors) -> Pairs:
    """Every source with its nearest target."""
    order = np.argsort(-plain_similarities(source, target), axis=1)
    return {(row, int(order[row, 0])) for row in range(len(source))}


def plain_mine(source: Vectors, target: Vectors) -> Pairs:
    """Pairs by ratio margin, one to one, best first."""
    all_of = plain_similarities(source, target)
    ahead = np.argsort(-all_of, axis=1)[:, :NEIGHBOURS]
    back = np.argsort(-all_of.T, axis=1)[:, :NEIGHBOURS]
    own = [float(np.mean([all_of[i, j] for j in ahead[i]])) for i in range(len(source))]
    other = [float(np.mean([all_of[i, j] for i in back[j]])) for j in range(len(target))]
    scored = []
    for i in range(len(source)):
        scored.append(max((all_of[i, j] / ((own[i] + other[j]) / 2), i, int(j)) for j in ahead[i]))
    for j in range(len(target)):
        scored.append(max((all_of[i, j] / ((own[i] + other[j]) / 2), int(i), j) for i in back[j]))
    sources: set[int] = set()
    targets: set[int] = set()
    found: Pairs = set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in sources and j not in targets:
            found.add((i, j))
            sources.add(i)
            targets.add(j)
    return found


def nearest(source: Vectors, target: Vectors) -> Pairs:
    """Ours: every source with its nearest target."""
    return set(enumerate(mining.neighbours(source, target).key[:, 0].tolist()))


def mine(source: Vectors, target: Vectors) -> Pairs:
    """Ours: pairs by ratio margin."""
    mined = mining.mine(source, target, NEIGHBOURS)
    return set(zip(mined.source.tolist(), mined.target.tolist(), strict=True))


def tatoeba(data: Path | None) -> list[int]:
    """Sentences of each of Tatoeba's languages: those in the folder, or 1,000 for each."""
    task = find_task("tatoeba")
    if data is None:
        return [1000] * len(task.languages)
    return [len(load(task, "tatoeba", data, language, "test")) for language in task.languages_of(data, "test")]


Way = Callable[[Vectors, Vectors], Pairs]


def compare(plain: Way, ours: Way, sides: list[tuple[Vectors, Vectors]], repeats: int) -> list[list[float]]:
    """Seconds of both ways on all the sides, in turn. Ends the program where they do not find the same."""
    if any(plain(*side) != ours(*side) for side in sides):
        raise SystemExit(f"{ours.__name__}: does not find what the plain way finds")
    seconds: list[list[float]] = [[], []]
    for _ in range(repeats):
        for way, times in zip((plain, ours), seconds, strict=True):
            begun = time.perf_counter()
            for side in sides:
                way(*side)
            times.append(time.perf_counter() - begun)
    return seconds


def main() -> None:
    """Measure, and print the table."""
    parser = base_parser(__doc__)
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    given = options.data or (Path(os.environ["XSTILTS_DATA"]) if "XSTILTS_DATA" in os.environ else None)
    counts = tatoeba(given)
    one = [vectors(1000, options.width, 0)]
    every = [vectors(count, options.width, seed) for seed, count in enumerate(counts)]
    rows, figures = [], {}
    for name, plain, ours, sides in (
        ("cosine, 1,000 x 1,000", plain_nearest, nearest, one),
        ("margin, 1,000 x 1,000", plain_mine, mine, one),
        (f"cosine, Tatoeba in {len(counts)} languages", plain_nearest, nearest, every),
    ):
        slow, fast = compare(plain, ours, sides, options.repeats)
        ratios = [left / right for left, right in zip(slow, fast, strict=True)]
        rows.append((name, spread(slow, 3), spread(fast, 3), spread(ratios, 1)))
        figures[name] = {"plain": float(np.median(slow)), "xstilts": float(np.median(fast))}
    print(table(("search", "plain, s", "xstilts, s", "x plain"), rows))
    if options.json:
        print(json.dumps({"seconds": figures}))


if __name__ == "__main__":
    main()
