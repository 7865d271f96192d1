"""The options that benchmarks share."""

import argparse
from pathlib import Path

from benchmarks.measure import CLOCKS
from benchmarks.shapes import SHAPES


def base_parser(about: str | None) -> argparse.ArgumentParser:
    """A parser with the options of every benchmark that reads data sets."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, help="the folder of data sets; $XSTILTS_DATA if left out")
    made.add_argument("--json", action="store_true", help="end with one line of JSON")
    return made


def model_parser(about: str | None) -> argparse.ArgumentParser:
    """A parser with the options of every benchmark that runs models of a shape."""
    made = base_parser(about)
    made.add_argument("--shape", choices=SHAPES, default="small")
    made.add_argument("--batch-size", type=int, default=32, help="where batches are of equal numbers of rows")
    made.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    made.add_argument("--threads", type=int, help="torch threads; all cores if left out")
    made.add_argument("--clock", choices=CLOCKS, default="wall", help="processor on a busy machine, with --threads 1")
    return made
