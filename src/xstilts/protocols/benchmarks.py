"""The benchmarks by name."""

from xstilts.base.errors import pick
from xstilts.protocols.benchmark import Benchmark
from xstilts.protocols.xtreme import XTREME
from xstilts.protocols.xtreme_r import XTREME_R

BENCHMARKS = {benchmark.name: benchmark for benchmark in (XTREME, XTREME_R)}


def find_benchmark(name: str) -> Benchmark:
    """The benchmark of that name. Raises UserError for one that is not known."""
    return pick(BENCHMARKS, name, "benchmark")
