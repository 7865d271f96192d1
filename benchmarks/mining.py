"""How long mining takes, and how much memory: `python benchmarks/mining.py [SENTENCES] [WIDTH]`. One JSON line.

Sentences are random vectors with a noisy translation each, in another order; `right` is the share found again.
"""

import json
import resource
import sys
import time

import numpy as np

from xstilts.metrics import mining


def main() -> None:
    """Mine `SENTENCES` x `SENTENCES` vectors and print seconds, memory and the share of right pairs."""
    count, width = (int(argument) for argument in (sys.argv[1:] + ["1000", "768"][len(sys.argv) - 1 :]))
    draw = np.random.default_rng(0)
    source = draw.standard_normal((count, width), dtype=np.float32)
    order = draw.permutation(count)
    target = source[order]
    target += 1.5 * draw.standard_normal((count, width), dtype=np.float32)
    seconds = []
    for _ in range(5 if count <= 5000 else 1):
        begun = time.perf_counter()
        mined = mining.mine(source, target)
        seconds.append(time.perf_counter() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    right = float(np.mean(order[mined.target] == mined.source))
    print(json.dumps({"sentences": count, "width": width, "seconds": min(seconds), "gib": memory, "right": right}))


if __name__ == "__main__":
    main()
