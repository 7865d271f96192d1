"""XTREME (Hu et al. 2020): nine tasks in 40 languages, as its evaluator has them."""

from xstilts.protocols.benchmark import Benchmark, BenchmarkEntry
from xstilts.protocols.formats.answers import Answers
from xstilts.protocols.formats.lines import Lines
from xstilts.protocols.formats.pairs import Pairs
from xstilts.protocols.formats.tags import Tags
from xstilts.tasks import panx, pawsx, udpos, xnli

UPOS = udpos.TAGS
"""The tags of universal dependencies, with `_`, which its evaluator counts like any other."""
POS_NOTE = (
    "f1 is the official score, a chunk F1 (seqeval up to 0.0.13), and not the accuracy that the paper calls it; "
    "f1_seqeval_1 is what an evaluator with seqeval 0.0.18 or later gives"
)
SQUAD_NOTE = "answers are normalised as English in every language, as the evaluator does"
TYDIQA_NOTE = "the test set is the public GoldP v1.1 development set"


def codes(text: str) -> tuple[str, ...]:
    """Language codes written with spaces between them."""
    return tuple(text.split())


XNLI = BenchmarkEntry(
    task="xnli",
    group="classification",
    languages=codes("ar bg de el en es fr hi ru sw th tr ur vi zh"),
    format=Lines(labels=xnli.LABELS),
)
PAWSX = BenchmarkEntry(
    task="pawsx",
    group="classification",
    languages=codes("de en es fr ja ko zh"),
    format=Lines(labels=pawsx.LABELS),
)
UDPOS = BenchmarkEntry(
    task="udpos",
    group="tagging",
    languages=codes(
        "af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh"
    ),
    format=Tags(tags=UPOS, bare=True),
    notes=(POS_NOTE,),
)
PANX = BenchmarkEntry(
    task="panx",
    group="tagging",
    languages=codes(
        "af ar bg bn de el en es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my nl pt ru sw ta te th tl tr "
        "ur vi yo zh"
    ),
    format=Tags(tags=panx.TAGS),
)
XQUAD = BenchmarkEntry(
    task="xquad",
    group="qa",
    languages=codes("ar de el en es hi ru th tr vi zh"),
    format=Answers(),
    notes=(SQUAD_NOTE,),
)
MLQA = BenchmarkEntry(
    task="mlqa",
    group="qa",
    languages=codes("ar de en es hi vi zh"),
    format=Answers(rules="mlqa"),
    notes=("context and question are in the same language",),
)
TYDIQA = BenchmarkEntry(
    task="tydiqa",
    group="qa",
    languages=codes("ar bn en fi id ko ru sw te"),
    format=Answers(),
    notes=(SQUAD_NOTE, TYDIQA_NOTE),
)
BUCC2018 = BenchmarkEntry(
    task="bucc2018",
    group="retrieval",
    languages=codes("de fr ru zh"),
    format=Pairs(),
    notes=("the test set is the public training set; the real one is private",),
)
TATOEBA = BenchmarkEntry(
    task="tatoeba",
    group="retrieval",
    languages=codes(
        "af ar bg bn de el es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr nl pt ru sw ta te th tl tr ur vi zh"
    ),
    format=Lines(),
)

XTREME = Benchmark(
    name="xtreme",
    entries=(XNLI, PAWSX, UDPOS, PANX, XQUAD, MLQA, TYDIQA, BUCC2018, TATOEBA),
    average="the official mean over the nine tasks",
)
