"""XTREME-R (Ruder et al. 2021): ten tasks in 50 languages.

Its evaluator names LAReQA without languages or metric and so never computes an average. LAReQA's languages, the
shape of its files and the average over all ten tasks are therefore this package's own.
"""

from dataclasses import replace

from xstilts.protocols import xtreme
from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry
from xstilts.protocols.formats.choices import Choices
from xstilts.protocols.formats.rankings import Rankings
from xstilts.protocols.xtreme import codes


def _with(entry: BenchmarkEntry, more: str, *notes: str) -> BenchmarkEntry:
    """An XTREME task with more languages."""
    return replace(entry, languages=tuple(sorted(entry.languages + codes(more))), notes=entry.notes + notes)


XCOPA = BenchmarkEntry(
    task="xcopa",
    group="classification",
    languages=codes("et ht id it qu sw ta th tr vi zh"),
    format=Choices(count=2),
    notes=("the official set-up trains on Social IQa first, then on English COPA: intermediate training of its own",),
)
MEWSLIX = BenchmarkEntry(
    task="mewslix",
    group="retrieval",
    languages=codes("ar de en es fa ja pl ro ta tr uk"),
    format=Rankings(single=True),
    notes=("map@20 is the reciprocal rank cut at 20: every mention has one right entity",),
)
LAREQA = BenchmarkEntry(
    task="lareqa",
    group="retrieval",
    languages=codes("ar de el en es hi ru th tr vi zh"),
    format=Rankings(),
    notes=("languages and file format are ours: the official evaluator has none",),
)

XTREME_R = Benchmark(
    name="xtreme-r",
    entries=(
        xtreme.XNLI,
        XCOPA,
        _with(xtreme.UDPOS, "lt pl ro uk wo", "these five languages come from UD 2.7, the others from UD 2.5"),
        _with(xtreme.PANX, "az gu lt pa pl qu ro uk"),
        _with(xtreme.XQUAD, "ro"),
        xtreme.MLQA,
        xtreme.TYDIQA,
        _with(xtreme.TATOEBA, "az lt pl ro uk"),
        MEWSLIX,
        LAREQA,
    ),
    average="our mean over the ten tasks: the official evaluator computes none",
)
