"""A run of toy stages as a process of its own, for tests that kill or interrupt it: `study.py STORE SCRATCH`."""

import sys
from pathlib import Path

from toys import Number, Sum

from xstilts.graph.engines.local import LocalEngine
from xstilts.graph.plan import plan
from xstilts.graph.run import execute
from xstilts.graph.stage import Context
from xstilts.graph.store import Store

NUMBERS = tuple(Number(value=value, seconds=0.02) for value in range(1, 7))
SLOW = Sum(terms=NUMBERS, steps=12, pause=0.05)
TOP = Sum(terms=(SLOW, *NUMBERS))


def main(root: str, scratch: str) -> int:
    store = Store(Path(root))
    with LocalEngine(cpus=2) as engine:
        report = execute(plan([TOP], store), store, engine, context=Context(data=Path(scratch)))
    sys.stderr.write(f"{report}\n")
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
